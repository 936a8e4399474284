package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command report with recordings of real programs. */
@Tag("ends")
class ReportIT {
    private static final String SHOP = "io.pageconsistency.workloads.shop.";
    private static Path broken;
    private static Path healthy;
    private static Path plain;

    @TempDir
    private Path directory;

    @BeforeAll
    static void record() {
        broken = ShopRecordings.of(Platform.Generation.OLDEST_JDK, 400, ShopRecordings.TIMEOUT, ShopRecordings.SCRATCH);
        healthy = ShopRecordings.plain(Platform.Generation.OLDEST_JDK, 100);
        plain = ShopRecordings.plain(Platform.Generation.NEWEST_JDK, 100, ShopRecordings.SCRATCH);
    }

    private static Command.Ended report(Object... arguments) {
        Object[] line = new Object[arguments.length + 1];
        line[0] = "report";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return Command.run(Jdk.oldest(), line);
    }

    @Test
    void textNamesTheFindingsAndTheParties() {
        List<String> lines = report(broken).with(0).out();

        assertThat(lines.get(0)).isEqualTo("VIOLATION: 2 root causes: 2 DOUBLE_FREE");
        assertThat(lines).contains("   guilty call  " + SHOP + "Order.cancel(Order.java:22)",
                "   given back   " + SHOP + "Order.complete(Order.java:18)", "   guilty call  " + SHOP + "Scratch.abandon(Scratch.java:22)",
                "   given back   " + SHOP + "Scratch.close(Scratch.java:17)");
        assertThat(lines).anyMatch(line -> line.matches("   held         .* in \\d+ pieces, for up to .*, by " + SHOP + "Receipts\\.print.*"));
        assertThat(lines).anyMatch(line -> line.startsWith("   checked      netty-pooled"));
    }

    @Test
    void theStatusFollowsTheOptionFailOn() {
        report("--fail-on", "violation", broken).with(1);
        report("--fail-on=leak", broken).with(1);
        report("--fail-on", "violation", healthy).with(0);
        report("--fail-on", "nothing-of-the-kind", healthy).with(2);
        assertThat(report(healthy).with(0).out().get(0)).startsWith("OK: no violation in netty-pooled");
    }

    /** Without the agent nothing is known, and that must not count as a success. */
    @Test
    void anUncheckedRecordingIsNotHealthy() {
        Path without = Java.of(Platform.Generation.OLDEST_JDK, SHOP, System.getProperty("it.programs") + java.io.File.pathSeparator
                + System.getProperty("it.demo")).alone().with("-XX:StartFlightRecording:filename=FILE").run("Shop", "10").exits(0)
                .recordingFile();

        Command.Ended ended = report("--fail-on", "violation", without).with(1);

        assertThat(ended.out().get(0)).isEqualTo("UNKNOWN: nothing was checked, so nothing can be said");
    }

    @Test
    void jsonIsForPrograms() {
        JsonObject report = JsonParser.parseString(String.join("\n", report("--format", "json", broken).with(0).out())).getAsJsonObject();

        assertThat(report.getAsJsonObject("verdict").get("light").getAsString()).isEqualTo("red");
        JsonArray faults = report.getAsJsonArray("faults");
        assertThat(faults).hasSize(2).allSatisfy(fault -> assertThat(fault.getAsJsonObject().get("kind").getAsString()).isEqualTo("DOUBLE_FREE"));
        JsonObject jvm = report.getAsJsonArray("jvms").get(0).getAsJsonObject();
        assertThat(jvm.get("operations").getAsInt()).isGreaterThan(400);
        assertThat(jvm.getAsJsonArray("holders")).isNotEmpty();
        assertThat(jvm.has("film")).isFalse();
        assertThat(report.has("version")).isTrue();
    }

    @Test
    void githubMarksTheGuiltyLine() throws IOException {
        Child command = Child.start(List.of(Jdk.oldest().tool("java").toString(), "-jar", Build.agent().toString(), "report", "--format",
                "github", broken.toString()), Path.of(System.getProperty("it.sources")));
        command.status();
        List<String> lines = command.out();

        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("::error file=src/main/java/io/pageconsistency/workloads/shop/"));
        assertThat(lines).anyMatch(line -> line.contains("shop/Order.java,line=22,title=DOUBLE_FREE%3A "));
    }

    @Test
    void severalProcessesAreOneReport() throws IOException {
        Path json = directory.resolve("fleet.json");
        List<String> out = report("-o", json, broken, plain, healthy).with(0).out();

        assertThat(out.get(0)).isEqualTo("VIOLATION: 2 root causes, met 3 times, in 2 of 3 JVMs: 2 DOUBLE_FREE");
        JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(report.getAsJsonArray("jvms")).hasSize(3);
        assertThat(report.getAsJsonArray("faults")).extracting(fault -> fault.getAsJsonObject().get("count").getAsInt())
                .containsExactlyInAnyOrder(1, 2);
    }

    /** The page map can show where something was found even without recorded operations. */
    @Test
    void thePagesOfARegionInWhichSomethingWasFoundAreInEachRecording() throws IOException {
        Path html = directory.resolve("plain.html");
        report("-o", html, plain).with(0);

        String page = Files.readString(html);
        String data = page.substring(page.indexOf("id=\"data\">") + "id=\"data\">".length());
        JsonObject jvm = JsonParser.parseString(data.substring(0, data.indexOf("</script>"))).getAsJsonObject().getAsJsonArray("jvms").get(0)
                .getAsJsonObject();
        long found = jvm.getAsJsonArray("findings").get(0).getAsJsonObject().get("time").getAsLong();
        JsonArray moments = jvm.getAsJsonObject("film").getAsJsonArray("moments");
        assertThat(moments).anySatisfy(moment -> assertThat(moment.getAsJsonArray().get(0).getAsLong() - found).isBetween(0L, 1000L));
    }

    @Test
    void aRecordingCutAtAnyPointIsReported() throws IOException {
        byte[] whole = Files.readAllBytes(broken);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            int length = 100 + random.nextInt(whole.length - 100);
            Path cut = Files.write(directory.resolve("cut" + i + ".jfr"), Arrays.copyOf(whole, length));

            List<String> out = report(cut).with(0).out();

            assertThat(String.join("\n", out)).as("of %s bytes, seed %s", length, seed).contains("is torn");
        }
    }

    @Test
    void unreadableFilesAreRefused() throws IOException {
        Path text = Files.writeString(directory.resolve("text.jfr"), "no recording");

        assertThat(report(text).refused(3)).endsWith("text.jfr is no flight recording");
        assertThat(report(directory.resolve("none.jfr")).refused(3)).endsWith("none.jfr is not there");
        assertThat(report("-o", broken, broken).with(2).err().get(0)).contains("is one of the recordings");
        report().with(2);
        assertThat(report("-o", directory.resolve("no/such/directory.html"), healthy).with(8).err().get(0)).contains("could not be written");
    }

    /**
     * The heap is much smaller than the recording. A recording is a sequence of chunks, so repeated chunks are a recording as well.
     */
    @Test
    void aLargeRecordingIsReadInASmallHeap() throws IOException {
        byte[] chunks = Files.readAllBytes(ShopRecordings.of(Platform.Generation.OLDEST_JDK, 20_000, ShopRecordings.SCRATCH));
        Path large = directory.resolve("large.jfr");
        long wanted = Long.getLong("it.megabytes") << 20;
        try (var out = Files.newOutputStream(large)) {
            for (long written = 0; written < wanted; written += chunks.length) {
                out.write(chunks);
            }
        }

        Command.Ended ended = Command.startWith(Jdk.oldest(), List.of("-Xmx" + System.getProperty("it.heap")), "report", "-o",
                directory.resolve("large.html"), large).ends().with(0);

        assertThat(ended.out().get(0)).isEqualTo("VIOLATION: 1 root cause: DOUBLE_FREE");
        assertThat(Files.size(directory.resolve("large.html"))).isBetween(300_000L, 20_000_000L);
    }
}
