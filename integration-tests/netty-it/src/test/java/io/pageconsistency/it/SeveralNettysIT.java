package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import jdk.jfr.consumer.RecordedEvent;

/** Several copies of Netty in one virtual machine. Each is checked, and none is mistaken for another. */
@Tag("ends")
class SeveralNettysIT {
    private static final String ENDS = "io.pageconsistency.it.Platform#ends";

    @ParameterizedTest
    @MethodSource(ENDS)
    void aShadedCopyNextToThePlainNetty(Platform platform) {
        Finished run = Java.of(platform).and("grpc-shaded").agent("stacks=all").recorded().run("TwoNettys").exits(0)
                .missedNothing();
        assertThat(run.out().get(0)).contains("after=load").contains("violations=0 followUps=0").contains("pagesHeld=0");
        run.outcome("violations", 2).outcome("followUps", 2);
        assertThat(run.found()).filteredOn(found -> !found.kind().equals("LEAK"))
                .extracting(Finished.Violation::kind).containsOnly("DOUBLE_FREE").hasSize(4);
        assertThat(run.blocks()).hasSize(2);
        assertThat(copies(run)).containsExactlyInAnyOrder("io.netty.buffer", "io.grpc.netty.shaded.io.netty.buffer");
        assertThat(run.err()).anyMatch(line -> line.contains("owner io.netty.buffer.PoolChunk"))
                .anyMatch(line -> line.contains("owner io.grpc.netty.shaded.io.netty.buffer.PoolChunk"));
    }

    @ParameterizedTest
    @MethodSource(ENDS)
    void oneNettyFromTwoClassLoaders(Platform platform) {
        Finished run = Java.of(platform).recorded().run("TwoLoaders").exits(0).missedNothing();
        run.outcome("violations", 4).outcome("followUps", 4);
        assertThat(run.recording().of("AgentStatus")).filteredOn(event -> event.getString("module").equals("netty-pooled"))
                .allMatch(event -> event.getInt("woven") == event.getInt("declared"))
                .extracting(event -> event.getString("where")).anyMatch(where -> where.contains("class loader one"))
                .anyMatch(where -> where.contains("class loader other"));
    }

    /** Netty 4.1 and 4.2, pooled and adaptive, one of them below a name without {@code io}. */
    @Test
    void copiesThatReleasedLibrariesBring() {
        List<String> prefixes = List.of("io.netty", "io.grpc.netty.shaded.io.netty", "com.datastax.oss.driver.shaded.netty",
                "org.apache.hbase.thirdparty.io.netty", "com.couchbase.client.core.deps.io.netty");

        Finished run = Java.of(Platform.newJdk(Platform.NEWEST_NETTY)).and("shaded").agent("stacks=all").recorded()
                .run("ShadedCopies", "prefixes=" + String.join("+", prefixes)).exits(0).missedNothing();

        assertThat(run.out().get(0)).contains("after=load").contains("violations=0 followUps=0").contains("pagesHeld=0");
        run.outcome("violations", prefixes.size()).outcome("followUps", 0);
        List<RecordedEvent> violations = run.recording().violations();
        assertThat(violations).hasSize(prefixes.size()).allMatch(event -> event.getString("kind").equals("DOUBLE_FREE"));
        for (String prefix : prefixes) {
            assertThat(run.agentLines()).as(prefix).anyMatch(line -> line.matches("netty-(pooled|adaptive) covers " + prefix + "\\.buffer in .*"))
                    .noneMatch(line -> line.contains("does NOT cover " + prefix));
            assertThat(violations).as(prefix).anyMatch(event -> event.getStackTrace().getFrames().stream()
                    .anyMatch(frame -> frame.getMethod().getType().getName().startsWith(prefix + ".buffer.")));
        }
    }

    private static List<String> copies(Finished run) {
        return run.recording().of("AgentStatus").stream()
                .filter(event -> event.getString("module").equals("netty-pooled"))
                .filter(event -> event.getBoolean("firstEventSeen"))
                .map(SeveralNettysIT::packageOf).distinct().toList();
    }

    /** The first word of the field {@code where}. */
    private static String packageOf(RecordedEvent status) {
        return status.getString("where").split(" ", 2)[0];
    }
}
