package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A JDK of this machine.
 *
 * @param feature its feature release, for example 17
 */
record Jdk(int feature, Path home) {
    private static final List<Jdk> ALL = discovered();

    Path tool(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** The oldest supported release, or the JDK of the tests if that is not installed. */
    static Jdk oldest() {
        return ALL.stream().filter(jdk -> jdk.feature == 17).findFirst()
                .orElseGet(() -> new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home"))));
    }

    /** The newest installed JDK, at least 22. Without one the test is skipped, or fails if tests must not be skipped. */
    static Jdk newest() {
        return ALL.stream().filter(jdk -> jdk.feature >= 22).max(Comparator.comparingInt(Jdk::feature))
                .orElseGet(Jdk::missing);
    }

    private static Jdk missing() {
        String message = "no JDK 22 or newer among " + ALL + "; the test needs one";
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }

    private static List<Jdk> discovered() {
        try {
            NodeList toolchains = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(Build.jdks().toFile()).getElementsByTagName("toolchain");
            List<Jdk> jdks = new ArrayList<>();
            for (int i = 0; i < toolchains.getLength(); i++) {
                Element toolchain = (Element) toolchains.item(i);
                jdks.add(new Jdk(feature(text(toolchain, "version")), Path.of(text(toolchain, "jdkHome"))));
            }
            return jdks;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("cannot read " + Build.jdks(), e);
        }
    }

    /** The feature release: 25 for {@code 25.0.3}, 1 for {@code 1.8.0_292}. */
    private static int feature(String version) {
        return Integer.parseInt(version.split("\\D", 2)[0]);
    }

    private static String text(Element element, String tag) {
        return element.getElementsByTagName(tag).item(0).getTextContent().trim();
    }
}
