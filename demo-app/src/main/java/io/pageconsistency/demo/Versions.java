package io.pageconsistency.demo;

import io.netty.util.Version;
import picocli.CommandLine.IVersionProvider;

/** The versions of the demo's parts. Works without the agent. */
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
