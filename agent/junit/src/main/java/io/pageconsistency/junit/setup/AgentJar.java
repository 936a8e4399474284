package io.pageconsistency.junit.setup;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent's jar on the class path of the tests, found without loading a class of it. */
final class AgentJar {
    /** A file that only the agent's jar contains. */
    private static final String AGENT = "inst/io/pageconsistency/agent/AgentMain.classdata";

    private static final Pattern NAME = Pattern.compile("page-consistency-(\\d.*)\\.jar");

    private AgentJar() {
    }

    /** The jar on the class path, or null. */
    static Path find() {
        URL agent = AgentJar.class.getClassLoader().getResource(AGENT);
        try {
            URLConnection connection = agent == null ? null : agent.openConnection();
            return connection instanceof JarURLConnection jar ? Path.of(jar.getJarFileURL().toURI()) : null;
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    /** How to start the tests with the agent. */
    static String advice() {
        Path jar = find();
        return "  start the test JVM with -javaagent:" + (jar == null ? "/path/to/page-consistency.jar" : jar)
                + System.lineSeparator() + "  Maven: goal 'properties' of maven-dependency-plugin, and in Surefire and Failsafe"
                + " <argLine>-javaagent:${io.pageconsistency:page-consistency:jar}</argLine>"
                + System.lineSeparator() + "  Gradle: val pageConsistency = configurations.create(\"pageConsistency\");"
                + " dependencies { pageConsistency(\"io.pageconsistency:page-consistency:" + version(jar)
                + "\") { isTransitive = false } }; tasks.test { jvmArgs(\"-javaagent:\" + pageConsistency.asPath) }";
    }

    /** The version in the name of a jar from a repository. */
    private static String version(Path jar) {
        Matcher name = NAME.matcher(jar == null ? "" : jar.getFileName().toString());
        return name.matches() ? name.group(1) : "VERSION";
    }
}
