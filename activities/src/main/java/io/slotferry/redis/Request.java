package io.slotferry.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One command as words; words are text or raw bytes. */
final class Request {

    private final List<byte[]> words = new ArrayList<>();

    static Request of(Object... words) {
        Request request = new Request();
        for (Object word : words) {
            request.add(word);
        }
        return request;
    }

    Request add(Object word) {
        words.add(word instanceof byte[] bytes ? bytes : word.toString().getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Object[] words() {
        return words.toArray();
    }

    Outgoing command() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        words.subList(1, words.size()).forEach(args::add);
        return new Outgoing(new Command<>(new Word(words.get(0)), new AnyOutput(), args));
    }

    /** A command that knows when it was answered. */
    static final class Outgoing extends AsyncCommand<byte[], byte[], Object> {

        private volatile long answeredNanos;

        private Outgoing(Command<byte[], byte[], Object> command) {
            super(command);
        }

        /** When the answer arrived, which may be long before anybody looks at it. */
        long answeredNanos() {
            return answeredNanos;
        }

        @Override
        public void complete() {
            answeredNanos = System.nanoTime();
            super.complete();
        }
    }

    private record Word(byte[] bytes) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return bytes;
        }
    }
}
