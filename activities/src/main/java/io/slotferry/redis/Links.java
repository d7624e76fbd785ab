package io.slotferry.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens connections. One set of threads for all clusters of a worker. */
final class Links implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /** A node that does not accept a connection within this is unreachable. */
    static final Duration CONNECT_MAX = Duration.ofSeconds(2);

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            // Lettuce would keep a histogram for every command object; our own figures come from the drains.
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .build();

    private final ConcurrentHashMap<String, RedisClient> clients = new ConcurrentHashMap<>();

    /**
     * @param name shown in CLIENT LIST; how a takeover finds this connection
     * @throws NodeException with a sentence that never holds a secret
     */
    NodeLink open(ClusterConfig config, Endpoint announced, String name, int database) {
        Endpoint endpoint = config.reachable(announced);
        RedisURI uri = RedisURI.builder()
                .withHost(endpoint.host())
                .withPort(endpoint.port())
                .withDatabase(database)
                .withTimeout(CONNECT_MAX)
                .withClientName(name)
                .build();
        // CLIENT SETINFO would need one more right, and a refusal would fill the server's ACL log.
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        if (config.credentials().password() != null) {
            uri.setCredentialsProvider(new StaticCredentialsProvider(
                    config.credentials().user(), config.credentials().password().toCharArray()));
        }
        ClusterConfig.Tls tls = config.tls();
        if (tls != null) {
            uri.setSsl(true);
            uri.setVerifyPeer(tls.verifyHost() ? SslVerifyMode.FULL : SslVerifyMode.CA);
        }
        try {
            return new NodeLink(
                    connect(config, uri), endpoint, config.credentials().name());
        } catch (RedisException e) {
            LOG.debug("no connection to {}", endpoint, e);
            throw WhyNoLink.of(endpoint, config, e);
        }
    }

    private StatefulRedisConnection<byte[], byte[]> connect(ClusterConfig config, RedisURI uri) {
        try {
            return client(config, true).connect(ByteArrayCodec.INSTANCE, uri);
        } catch (RedisException e) {
            if (!WhyNoLink.onlyPingRefused(e)) {
                throw e;
            }
            return client(config, false).connect(ByteArrayCodec.INSTANCE, uri);
        }
    }

    private RedisClient client(ClusterConfig config, boolean ping) {
        return clients.computeIfAbsent(config.tls() + " " + ping, key -> {
            RedisClient client = RedisClient.create(resources);
            client.setOptions(options(config, ping));
            return client;
        });
    }

    private static ClientOptions options(ClusterConfig config, boolean ping) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .pingBeforeActivateConnection(ping)
                // One CLIENT command more a connection; Redis 6.2 refuses it and logs it as a right that is missing.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_MAX)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build());
        ClusterConfig.Tls tls = config.tls();
        if (tls != null) {
            SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
            if (tls.caFile() != null) {
                ssl.trustManager(new File(tls.caFile()));
            }
            if (tls.certFile() != null && tls.keyFile() != null) {
                ssl.keyManager(new File(tls.certFile()), new File(tls.keyFile()), null);
            }
            options.sslOptions(ssl.build());
        }
        return options.build();
    }

    @Override
    public void close() {
        clients.values().forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
        resources.shutdown(0, 2, java.util.concurrent.TimeUnit.SECONDS);
    }
}
