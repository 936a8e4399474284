package io.pageconsistency.cli.jvm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.remote.JMXConnector;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;

import io.pageconsistency.cli.console.Refusal;
import io.pageconsistency.cli.console.Status;

/**
 * Connects to the local management of another process, and to nothing else.
 *
 * <p>The other process names the address. It may be hostile, and this process may have more permissions. So the address is not used
 * as a general JMX address, which could name a directory service. Only the stub of a local connector is accepted, all data is
 * deserialised through a filter, and sockets connect only to ports of this machine on which the other process itself listens.
 *
 * <p>Only for a process with one target, because RMI takes its socket factories and filters from settings of the whole process.
 */
final class LocalConnector {
    private static final Pattern STUB = Pattern.compile("service:jmx:rmi://[^/]*/stub/([A-Za-z0-9+/]+={0,2})");

    /** The classes that an answer may contain: figures, names and exceptions. */
    private static final ObjectInputFilter FILTER = ObjectInputFilter.Config.createFilter("maxdepth=30;maxrefs=5000000;"
            + "maxarray=5000000;maxbytes=1000000000;!javax.management.BadAttributeValueExpException;"
            + "javax.management.*;javax.management.openmbean.*;javax.management.remote.*;javax.management.remote.rmi.*;"
            + "java.rmi.*;java.rmi.dgc.*;java.rmi.server.*;java.lang.*;java.lang.reflect.Proxy;java.io.IOException;"
            + "java.io.EOFException;java.io.InvalidClassException;"
            + "java.io.InvalidObjectException;java.io.NotSerializableException;java.io.ObjectStreamException;"
            + "java.util.ArrayList;java.util.Arrays$ArrayList;java.util.Collections$*;java.util.CollSer;java.util.HashMap;"
            + "java.util.Hashtable;java.util.LinkedHashMap;java.util.LinkedHashSet;java.util.HashSet;java.util.TreeMap;"
            + "java.util.Map$Entry;java.util.Vector;java.util.Date;java.util.ImmutableCollections*;!*");

    private static final Sockets SOCKETS = new Sockets();
    private static boolean installed;

    /** Opens sockets to the target on this machine only, whatever the requested host. */
    private static final class Sockets extends RMISocketFactory {
        private volatile ForeignProcess target;

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            if (!target.listensOn(port)) {
                throw new IOException("the process does not listen on port " + port);
            }
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            throw new IOException("this socket factory opens no server sockets");
        }
    }

    private LocalConnector() {
    }

    /**
     * @param address the address that the process names
     * @throws Refusal if it is not a local connector
     */
    static JMXConnector connect(long pid, String address) throws Refusal, IOException {
        Matcher stub = STUB.matcher(address);
        if (!stub.matches()) {
            throw notLocal(pid, "its address is " + address);
        }
        guard(ForeignProcess.of(pid));
        RMIConnector connector = new RMIConnector(server(pid, stub.group(1)), Map.of());
        connector.connect();
        return connector;
    }

    private static synchronized void guard(ForeignProcess target) throws IOException {
        SOCKETS.target = target;
        if (!installed) {
            installed = true;
            RMISocketFactory.setSocketFactory(SOCKETS);
            if (ObjectInputFilter.Config.getSerialFilter() == null) {
                ObjectInputFilter.Config.setSerialFilter(FILTER);
            }
        }
    }

    private static RMIServer server(long pid, String stub) throws Refusal {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(stub)))) {
            in.setObjectInputFilter(FILTER);
            return (RMIServer) in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw notLocal(pid, "its stub cannot be read: " + e);
        }
    }

    private static Refusal notLocal(long pid, String how) {
        return new Refusal(Status.REFUSED, "process " + pid + " does not offer the local management of a virtual machine: " + how);
    }
}
