package io.slotferry.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes any RESP2 reply: a string, a number, bytes, nothing, or lists of these. */
final class AnyOutput extends CommandOutput<byte[], byte[], Object> {

    private final Deque<Open> open = new ArrayDeque<>();

    AnyOutput() {
        super(ByteArrayCodec.INSTANCE, null);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        add(bytes == null ? null : copy(bytes));
    }

    @Override
    public void setSingle(@Nullable ByteBuffer bytes) {
        add(bytes == null ? null : new String(copy(bytes), StandardCharsets.UTF_8));
    }

    @Override
    public void set(long integer) {
        add(integer);
    }

    @Override
    public void multi(int count) {
        if (count < 0) {
            add(null);
            return;
        }
        List<Object> list = new ArrayList<>(count);
        put(list);
        open.push(new Open(list, count));
        closeFull();
    }

    private void add(@Nullable Object value) {
        put(value);
        closeFull();
    }

    private void put(@Nullable Object value) {
        if (open.isEmpty()) {
            output = value;
        } else {
            open.element().list.add(value);
        }
    }

    private void closeFull() {
        while (!open.isEmpty() && open.element().list.size() >= open.element().count) {
            open.pop();
        }
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private record Open(List<Object> list, int count) {}
}
