package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Buffers that are used after their release, with every allocator. */
@Tag("matrix")
class BufferLivesIT {
    private static final List<String> REFUSED = List.of("REFUSED released=1 handedOut=1");

    /** Releases with each of the ways in which Netty has counted references, and with each of its recyclers. */
    static Stream<Platform> counts() {
        return Stream.of(Platform.oldJdk("4.1.52"), Platform.newJdk("4.1.115"), Platform.newJdk("4.1.140"),
                Platform.oldJdk("4.2.0"), Platform.oldJdk("4.2.20"), Platform.newJdk("4.2.20"));
    }

    /** Each refusal is one violation, and its exception names the parties that released the buffer and that got it. */
    @ParameterizedTest
    @MethodSource("counts")
    void everyUseOfADeadBufferIsNamed(Platform platform) {
        Finished run = Java.of(platform).agent("stacks=all").run("BufferUses").exits(0).missedNothing();

        Map<String, List<String>> uses = uses(run);
        assertThat(uses).containsKeys("pooled-direct release", "unpooled-heap read", "composite write",
                "pooled-retained-slice release", "leak-aware read");
        uses.forEach((use, lines) -> {
            assertThat(lines).as(use).filteredOn(line -> !line.startsWith("FOUND ")).isEqualTo(REFUSED);
            String wanted = use.endsWith(" release") ? "DOUBLE_FREE take back" : "USE_AFTER_FREE use";
            assertThat(run.found("USE " + use)).as(use).singleElement()
                    .matches(found -> found.isRoot() && (found.kind() + " " + found.operation()).equals(wanted));
        });
        run.outcome("followUps", 0).outcome("pagesHeld", 0);
        assertThat(run.block(1)).anyMatch(line -> line.contains("DOUBLE_FREE") && line.endsWith("and the library refused it"))
                .anyMatch(line -> line.startsWith("   -> at ") && line.contains("BufferUses.release("))
                .anyMatch(line -> line.startsWith("  freed by      \"main\", "))
                .anyMatch(line -> line.startsWith("   -> at ") && line.contains("BufferUses.released("))
                .anyMatch(line -> line.startsWith("  allocated by  \"main\", "));
    }

    /** Netty's own checks are off, so the agent checks. */
    @Test
    void usesAreFoundIfNettyDoesNotCheckThem() {
        Finished run = Java.of(Platform.oldJdk("4.1.140")).with("-Dio.netty.buffer.checkAccessible=false").agent("stacks=all")
                .run("BufferUses", "kind=pooled-direct").exits(0).missedNothing();

        assertThat(uses(run).get("pooled-direct read")).contains("PASSED");
        assertThat(run.found("USE pooled-direct read")).extracting(Finished.Violation::kind).containsExactly("USE_AFTER_FREE");
        assertThat(run.found("USE pooled-direct write")).extracting(Finished.Violation::kind).containsExactly("USE_AFTER_FREE");
        run.outcome("violations", 4);
    }

    /** The innocent owner is refused, because the buffer object was recycled. The report must name all parties in order. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void theExtraReleaseIsInTheChainOfCauses(Platform platform) {
        Finished run = Java.of(platform).agent("stacks=all,handles=off").run("StaleRelease").exits(0).missedNothing();

        run.outcome("sameObject", true).outcome("violations", 1);
        assertThat(steps(run.block(1))).containsExactly("refused StaleRelease.victim", "freed by StaleRelease.guilty",
                "allocated by StaleRelease.got", "handed to StaleRelease.got", "released by StaleRelease.firstOwner");
    }

    /** A buffer object that is not recycled stays dead, so the guilty call itself is refused. */
    @ParameterizedTest
    @MethodSource("counts")
    void withheldObjectsNameTheGuiltyCall(Platform platform) {
        for (String handles : List.of("sampled", "all")) {
            Finished run = Java.of(platform).agent("stacks=all,handles=" + handles).run("StaleRelease").exits(0).missedNothing();

            run.outcome("sameObject", false).outcome("violations", 1);
            assertThat(steps(run.block(1))).containsExactly("refused StaleRelease.guilty", "freed by StaleRelease.firstOwner",
                    "allocated by StaleRelease.got");
        }
    }

    /** A correct program is not accused, even if no buffer object is recycled. */
    @ParameterizedTest
    @MethodSource("io.pageconsistency.it.Platform#ends")
    void healthyLoadWithEveryObjectWithheld(Platform platform) {
        List<String> loads = List.of("HealthyLoad steps=9973", "HttpLoad requests=211");
        Finished run = Java.of(platform).agent("handles=all").run("Several", loads.toArray(String[]::new)).exits(0);
        loads.forEach(load -> run.load(load).foundNothing());
    }

    /** The output about each use, by kind and way. */
    private static Map<String, List<String>> uses(Finished run) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : run.out()) {
            if (line.startsWith("USE ")) {
                lines = new ArrayList<>();
                uses.put(line.substring("USE ".length()), lines);
            } else {
                lines.add(line);
            }
        }
        uses.remove("end");
        return uses;
    }

    /** The parties in a block, and the program's method that its arrow points at. */
    private static List<String> steps(List<String> block) {
        List<String> steps = new ArrayList<>();
        String role = "";
        for (String line : block) {
            if (line.startsWith("   -> at ")) {
                String call = line.substring(0, line.indexOf('(')).replace("   -> at io.pageconsistency.workloads.", "");
                steps.add(role + " " + call);
            } else if (line.matches("  [a-z].*")) {
                role = line.substring(2, 16).trim().replace("thread", "refused");
            }
        }
        return steps;
    }
}
