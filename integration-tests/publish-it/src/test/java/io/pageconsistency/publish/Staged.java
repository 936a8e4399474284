package io.pageconsistency.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.w3c.dom.Document;

/** One artifact in the directory of the publication: its pom, and the files next to it. */
record Staged(String name, Document pom) {
    static final Path REPOSITORY = Path.of(System.getProperty("staging"));
    static final String GROUP = "io.pageconsistency";
    static final String VERSION = System.getProperty("version");

    private static final XPath XPATH = XPathFactory.newInstance().newXPath();
    private static final Path FOLDER = REPOSITORY.resolve(GROUP.replace('.', '/'));

    static Set<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    static Staged of(String name) {
        try {
            Path pom = FOLDER.resolve(name).resolve(VERSION).resolve(name + "-" + VERSION + ".pom");
            return new Staged(name, DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()));
        } catch (Exception e) {
            throw new IllegalStateException(name + " " + VERSION, e);
        }
    }

    Path folder() {
        return FOLDER.resolve(name).resolve(VERSION);
    }

    /** The published files, without their checksums and signatures. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> !file.toString().matches(".*\\.(asc|md5|sha1|sha256|sha512)")).sorted().toList();
        }
    }

    Path file(String end) {
        return folder().resolve(name + "-" + VERSION + end);
    }

    Set<String> entries(String end) throws IOException {
        try (JarFile jar = new JarFile(file(end).toFile())) {
            return jar.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The text of the first element at this path of the pom; empty if there is none. */
    String said(String path) {
        try {
            return XPATH.evaluate("/project/" + path, pom).strip();
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    boolean hasJar() {
        return !"pom".equals(said("packaging"));
    }

    @Override
    public String toString() {
        return name;
    }
}
