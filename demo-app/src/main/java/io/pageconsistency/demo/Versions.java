package io.pageconsistency.demo;

import io.netty.util.Version;
import picocli.CommandLine.IVersionProvider;

/** What the demo consists of; usable without the agent. */
final class Versions implements IVersionProvider {
    static String line() {
        Version netty = Version.identify().get("netty-buffer");
        return "page-consistency demo, Netty " + (netty == null ? "of unknown version" : netty.artifactVersion())
                + ", Java " + Runtime.version();
    }

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }
}
