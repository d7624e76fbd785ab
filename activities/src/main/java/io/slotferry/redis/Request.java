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

    AsyncCommand<byte[], byte[], Object> command() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        words.subList(1, words.size()).forEach(args::add);
        return new AsyncCommand<>(new Command<>(new Word(words.get(0)), new AnyOutput(), args));
    }

    private record Word(byte[] bytes) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return bytes;
        }
    }
}
