package io.pageconsistency.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.pageconsistency.benchmarks.pairs.NettyPair;

@Tag("matrix")
class OtherReleaseTest {
    /** Classes that only the newer release has would be mixed with the old ones, and the agent would mistake the release. */
    @Test
    void standsInsteadOfTheReleaseOfTheBuildAndNotBeforeIt() throws Exception {
        String classPath = OtherRelease.NETTY_4_2_0.classPath(System.getProperty("java.class.path"));

        try (URLClassLoader fork = new URLClassLoader(urls(classPath), ClassLoader.getPlatformClassLoader())) {
            assertThat(fork.loadClass(NettyPair.class.getName())).isNotSameAs(NettyPair.class);
            assertThat(fork.loadClass("io.netty.buffer.AdaptivePoolingAllocator$Chunk")).isNotNull();
            assertThatThrownBy(() -> fork.loadClass("io.netty.buffer.AdaptivePoolingAllocator$BuddyChunk"))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }

    private static URL[] urls(String classPath) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
