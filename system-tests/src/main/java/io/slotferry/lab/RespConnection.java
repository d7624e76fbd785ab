package io.slotferry.lab;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One RESP2 connection to one node. Replies are {@code byte[]} (strings), {@code Long}, {@code List}, {@link RespError} or null. Every read ends after the timeout. One thread may send while another receives; otherwise not for two threads at once.
 */
public final class RespConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final String address;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] input = new byte[BUFFER_BYTES];
    private byte[] output = new byte[BUFFER_BYTES];
    private int inputAt;
    private int inputEnd;
    private int outputEnd;

    private RespConnection(String address, Socket socket) throws IOException {
        this.address = address;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects to {@code host:port}, through its {@link Door} if it has one; every later read ends after the same timeout. */
    public static RespConnection open(String address, Duration timeout) throws IOException {
        Door door = Door.of(address);
        Socket socket = door.connect(timeout);
        try {
            RespConnection connection = new RespConnection(address, socket);
            if (door.password() != null) {
                connection.text("AUTH", door.password());
            }
            return connection;
        } catch (IOException | LabException e) {
            socket.close();
            throw e;
        }
    }

    /** One command, one reply. */
    public @Nullable Object call(byte[]... words) throws IOException {
        send(words);
        flush();
        return receive();
    }

    /** One command, one reply, with words as text. */
    public @Nullable Object call(String... words) throws IOException {
        return call(bytes(words));
    }

    /**
     * The reply as text.
     *
     * @throws LabException if the reply is an error
     */
    public String text(String... words) throws IOException {
        Object reply = call(words);
        if (reply instanceof RespError error) {
            throw new LabException(address + " answered "
                    + String.join(" ", Arrays.copyOf(words, Math.min(words[0].equals("AUTH") ? 1 : 4, words.length)))
                    + " with: " + error.message());
        }
        return reply instanceof byte[] text ? string(text) : String.valueOf(reply);
    }

    /** Puts a command into the buffer; {@link #flush()} sends. */
    public void send(byte[]... words) throws IOException {
        head('*', words.length);
        for (byte[] word : words) {
            head('$', word.length);
            put(word);
            put('\r');
            put('\n');
        }
    }

    public void flush() throws IOException {
        out.write(output, 0, outputEnd);
        outputEnd = 0;
    }

    /** The next reply. */
    public @Nullable Object receive() throws IOException {
        int kind = next();
        String line = line();
        return switch (kind) {
            case '+' -> line.getBytes(StandardCharsets.ISO_8859_1);
            case '-' -> new RespError(line);
            case ':' -> Long.valueOf(line);
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> list(Integer.parseInt(line));
            default -> throw new IOException(address + " does not speak RESP2: first byte " + kind);
        };
    }

    static byte[][] bytes(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        return bytes;
    }

    /** Latin-1, so that any bytes survive the way there and back. */
    static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private byte @Nullable [] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        int filled = 0;
        while (filled < length) {
            if (inputAt == inputEnd) {
                fill();
            }
            int piece = Math.min(length - filled, inputEnd - inputAt);
            System.arraycopy(input, inputAt, bytes, filled, piece);
            inputAt += piece;
            filled += piece;
        }
        next();
        next();
        return bytes;
    }

    private @Nullable List<@Nullable Object> list(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(receive());
        }
        return list;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = next(); c != '\r'; c = next()) {
            text.append((char) c);
        }
        next();
        return text.toString();
    }

    private int next() throws IOException {
        if (inputAt == inputEnd) {
            fill();
        }
        return input[inputAt++] & 0xff;
    }

    private void fill() throws IOException {
        inputEnd = in.read(input, 0, input.length);
        inputAt = 0;
        if (inputEnd < 0) {
            inputEnd = 0;
            throw new EOFException(address + " closed the connection");
        }
    }

    private void head(char kind, int number) throws IOException {
        put(kind);
        put(Integer.toString(number).getBytes(StandardCharsets.ISO_8859_1));
        put('\r');
        put('\n');
    }

    private void put(char c) throws IOException {
        if (outputEnd == output.length) {
            flush();
        }
        output[outputEnd++] = (byte) c;
    }

    private void put(byte[] bytes) throws IOException {
        if (bytes.length > output.length - outputEnd) {
            flush();
        }
        if (bytes.length > output.length) {
            output = new byte[2 * bytes.length];
        }
        System.arraycopy(bytes, 0, output, outputEnd, bytes.length);
        outputEnd += bytes.length;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is of no use any more either way.
        }
    }
}
