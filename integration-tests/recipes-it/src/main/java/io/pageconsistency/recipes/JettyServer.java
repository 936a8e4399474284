package io.pageconsistency.recipes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;

/**
 * CVE-2019-17638 over a real socket. If the headers of a response do not fit into their buffer, Jetty 9.4.27 to 9.4.29 releases
 * that buffer twice, so two later responses share it.
 */
final class JettyServer {
    private JettyServer() {
    }

    public static void main(String[] arguments) throws Exception {
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setResponseHeaderSize(2_048);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        server.addConnector(connector);
        server.setHandler(new AbstractHandler() {
            @Override
            public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response)
                    throws IOException {
                if (target.equals("/overflow")) {
                    response.setHeader("X-Long", "x".repeat(4_096));
                }
                base.setHandled(true);
                response.getWriter().println("content of " + target);
            }
        });
        server.start();
        System.out.println("ANSWER " + get(connector.getLocalPort(), "/before"));
        System.out.println("ANSWER " + get(connector.getLocalPort(), "/overflow"));
        System.out.println("ANSWER " + get(connector.getLocalPort(), "/after"));
        server.stop();
        Outcome.print();
    }

    private static String get(int port, String path) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine();
            while (answer.readLine() != null) {
                // Reads to the end, so that the response is complete.
            }
            return status;
        }
    }
}
