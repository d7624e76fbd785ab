package io.slotferry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * The surroundings of one invocation; tests hand in their own.
 *
 * @param env environment variables
 * @param out results
 * @param err problems and hints
 * @param in answers
 * @param terminal what stands at the other end
 */
record Shell(Map<String, String> env, PrintWriter out, PrintWriter err, BufferedReader in, Terminal terminal) {

    static Shell ofProcess() {
        Map<String, String> env = System.getenv();
        Terminal terminal =
                Terminal.of(env, System.getProperty("slotferry.terminal"), System.getProperty("slotferry.columns"));
        return new Shell(
                env,
                writer(System.out),
                writer(System.err),
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                terminal);
    }

    /** In the terminal's own charset: what we print is ASCII, but a reason or a node name may not be. */
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
    }

    boolean debug() {
        return "1".equals(env.get("SLOTFERRY_DEBUG"));
    }

    String user() {
        return env.getOrDefault("USER", System.getProperty("user.name", ""));
    }

    /** Asks on standard error, so that standard output stays clean for programs. */
    boolean confirms(String question) {
        try (Farewell farewell = Farewell.onInterrupt(() -> Farewell.nothingChanged(err))) {
            err.print(question + " [y/N] ");
            err.flush();
            String answer = in.readLine();
            return answer != null && answer.strip().matches("(?i)y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
