package io.pageconsistency.cli.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.management.remote.rmi.RMIJRMPServerImpl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.cli.console.Refusal;

/**
 * A hostile process names the address of its management. No connection is made to a wrong address, and no object is created from
 * it.
 */
class LocalConnectorTest {
    private static final long OTHER = ProcessHandle.current().parent().orElseThrow().pid();

    private static volatile boolean made;

    /** Acts when it is deserialised. */
    private static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            made = true;
            in.defaultReadObject();
        }
    }

    private ServerSocketChannel server;
    private int port;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    @AfterEach
    void nobodyCame() throws IOException {
        assertThat(server.accept()).as("a connection to the port that was named").isNull();
        assertThat(made).as("an object of a foreign class was made").isFalse();
        server.close();
    }

    private static String address(Object stub) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(stub);
        }
        return "service:jmx:rmi://127.0.0.1/stub/" + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"service:jmx:rmi:///jndi/rmi://127.0.0.1:PORT/jmxrmi", "service:jmx:rmi:///jndi/ldap://127.0.0.1:PORT/a",
        "service:jmx:rmi://127.0.0.1:PORT/", "service:jmx:iiop://127.0.0.1:PORT/stub/AAAA", "service:jmx:rmi://127.0.0.1/ior/IOR:00",
        "service:jmx:ldap://127.0.0.1:PORT/x", "rmi://127.0.0.1:PORT/x", "", "\u001b[2J\nservice:jmx:rmi://127.0.0.1/stub/AAAA"})
    void whatIsNoStubIsNotFollowed(String address) {
        assertThatThrownBy(() -> LocalConnector.connect(OTHER, address.replace("PORT", Integer.toString(port))))
                .isInstanceOf(Refusal.class).hasMessageStartingWith("process " + OTHER + " does not offer the local management")
                .message().doesNotContain("\n", "\u001b");
    }

    @Test
    void otherObjectsThanAStubAreNotDeserialised() throws IOException {
        for (Object foreign : new Object[] {new Gadget(), Map.of("key", new Gadget()), new Object[] {new Gadget()}, "text"}) {
            String address = address(foreign);
            assertThatThrownBy(() -> LocalConnector.connect(OTHER, address)).isInstanceOf(Refusal.class)
                    .hasMessageContaining("its stub cannot be read");
        }
    }

    /** A stub that is right except for its address: another process listens at that port. */
    @Test
    void aStubWithAnotherProcessesPortIsNotFollowed() throws Exception {
        RMIJRMPServerImpl real = new RMIJRMPServerImpl(0, null, null, Map.of()) {
            {
                export();
            }
        };
        try {
            String address = address(real.toStub());
            int slash = address.lastIndexOf('/') + 1;
            String forged = address.substring(0, address.indexOf("/stub/") + 6);
            byte[] stub = Base64.getDecoder().decode(address.substring(address.indexOf("/stub/") + 6));
            // The port comes after the host and before the number of the object.
            int host = new String(stub, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("UnicastRef") + "UnicastRef".length();
            int length = ByteBuffer.wrap(stub).getShort(host);
            ByteBuffer.wrap(stub).putInt(host + Short.BYTES + length, port);
            assertThat(slash).isPositive();
            assertThatThrownBy(() -> LocalConnector.connect(OTHER, forged + Base64.getEncoder().encodeToString(stub)))
                    .isInstanceOfAny(IOException.class, Refusal.class);
        } finally {
            real.close();
        }
    }

    @Test
    void onlyTheProcessItselfListens() throws IOException {
        try (ServerSocket own = new ServerSocket(0)) {
            assertThat(ForeignProcess.of(ProcessHandle.current().pid()).listensOn(own.getLocalPort())).isTrue();
            assertThat(ForeignProcess.of(OTHER).listensOn(own.getLocalPort())).isFalse();
        }
        Set<String> sockets = new HashSet<>();
        ForeignProcess.addListening(sockets, "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid", 8080);
        ForeignProcess.addListening(sockets, "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 77 1", 8080);
        ForeignProcess.addListening(sockets, "   1: 0100007F:1F90 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000 0 78 1", 8080);
        ForeignProcess.addListening(sockets, "   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 79 1", 8080);
        assertThat(sockets).containsExactly("socket:[77]");
    }
}
