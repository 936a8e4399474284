package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** Netty in a jar inside a jar, and in modules of JBoss Modules, which is the base of WildFly. */
@Tag("ends")
class ClassLoadersIT {
    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void aFatJar(Platform jdk) throws IOException {
        Path jar = fatJar();
        Verdict.healthy(Launch.of(jdk).agent().run("-jar", jar.toString()));
        Finished run = Launch.of(jdk).agent().run("-jar", jar.toString(), "broken");
        Verdict.broken(run);
        assertThat(Verdict.covers(run)).singleElement().asString().contains("io.netty.buffer in netty-buffer-4.2.20.Final.jar");
    }

    private static Path fatJar() throws IOException {
        Path plain = Jars.pack("service", Map.of(), "Service");
        Path fat = plain.resolveSibling("service-fat.jar");
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setMainClass("org.example.Service");
        repackager.repackage(fat.toFile(), callback -> {
            for (String name : List.of("netty-buffer-", "netty-common-")) {
                callback.library(new Library(Launch.jar("netty", name).toFile(), LibraryScope.COMPILE));
            }
        });
        return fat;
    }

    @ParameterizedTest
    @MethodSource(Launch.BOTH_JDKS)
    void jbossModules(Platform jdk) {
        Path modules = modules();
        String[] start = {Launch.jar("jboss-modules", "jboss-modules-").toString(), "-mp", modules.toString(), "org.example"};
        Verdict.healthy(Launch.of(jdk).agent().run("-jar", start));
        Finished run = Launch.of(jdk).agent().run("-jar", start[0], start[1], start[2], start[3], "broken");
        Verdict.broken(run);
    }

    private static Path modules() {
        Path root = Build.newRun("modules");
        define(root, "io.netty", "", List.of(Launch.jar("netty", "netty-common-"), Launch.jar("netty", "netty-buffer-")),
                "<module name='java.logging'/><module name='jdk.unsupported'/>");
        define(root, "org.example", "<main-class name='org.example.Service'/>",
                List.of(Jars.pack("service", Map.of(), "Service")), "<module name='io.netty'/>");
        return root;
    }

    private static void define(Path root, String name, String main, List<Path> jars, String dependencies) {
        try {
            Path directory = Files.createDirectories(root.resolve(name.replace('.', File.separatorChar)).resolve("main"));
            StringBuilder resources = new StringBuilder();
            for (Path jar : jars) {
                Files.copy(jar, directory.resolve(jar.getFileName()));
                resources.append("<resource-root path='").append(jar.getFileName()).append("'/>");
            }
            Files.writeString(directory.resolve("module.xml"), "<module xmlns='urn:jboss:module:1.9' name='" + name + "'>" + main
                    + "<resources>" + resources + "</resources><dependencies>" + dependencies + "</dependencies></module>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
