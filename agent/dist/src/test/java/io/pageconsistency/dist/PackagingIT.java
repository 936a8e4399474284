package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.boot.AgentLoader;

/** What is in the jar, and where: a class in the wrong zone works until an application comes that it does not work for. */
class PackagingIT {
    private static final long SIZE_BUDGET = 7L << 20;
    private static final int JAVA_17 = 61;
    private static final String ALL_SHADED = "io/pageconsistency/shaded/";
    private static final String SHADED = ALL_SHADED + "bytebuddy/";
    private static final String COMMAND_LINE = "io/pageconsistency/cli/";
    private static final String RECORDINGS = "io/pageconsistency/recording/";
    private static final String SHADED_PICOCLI = ALL_SHADED + "picocli/";

    /** Names of properties and resources begin like this too. */
    private static final Pattern BYTE_BUDDY = Pattern.compile("net[./]bytebuddy[./][\\w./$]*");

    private static final Jar JAR = Jar.read();
    private static final Map<String, ClassFile> BOOT = JAR.bootZone();
    private static final Map<String, ClassFile> AGENT = JAR.agentZone();

    @Test
    void everythingIsInItsZone() {
        assertThat(BOOT.keySet()).contains("io/pageconsistency/boot/Premain", "io/pageconsistency/hooks/PoolHooks",
                "io/pageconsistency/ledger/Ledger", "io/pageconsistency/PageConsistency")
                .allMatch(name -> name.matches("io/pageconsistency/((background|bitmap|boot|fence|freed|hooks|jvm|ledger|life|nativememory|pins|poison|pools|region|report|tracking|verdict)/)?[^/]+"));
        assertThat(AGENT.keySet()).contains("io/pageconsistency/agent/AgentMain", SHADED + "asm/Advice",
                ALL_SHADED + "snakeyaml/v2/api/lowlevel/Compose", SHADED_PICOCLI + "CommandLine")
                .allMatch(name -> name.matches("io/pageconsistency/(agent|cli|recording|shaded/(bytebuddy|picocli|snakeyaml))/.*"));
        Set<String> others = JAR.entries().keySet().stream().filter(name -> !name.matches(".*\\.class(data)?"))
                .collect(Collectors.toCollection(TreeSet::new));
        others.removeIf(name -> name.startsWith("inst/io/pageconsistency/agent/") || name.startsWith("inst/io/pageconsistency/cli/") || name.startsWith("docs/kinds/"));
        assertThat(others).containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "META-INF/LICENSE",
                "META-INF/NOTICE", "META-INF/byte-buddy/LICENSE", "META-INF/byte-buddy/NOTICE", "META-INF/byte-buddy/licenses/ASM",
                "page-consistency.jfc", "inst/page-consistency.jfc");
    }

    /** The report names it. */
    @Test
    void everyKindHasItsPage() {
        for (ViolationKind kind : ViolationKind.values()) {
            String page = "docs/kinds/" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
            assertThat(JAR.entries()).containsKey(page);
            assertThat(new String(JAR.entries().get(page), StandardCharsets.UTF_8)).startsWith("# " + kind.name() + "\n")
                    .contains("\n## What it means\n", "\n## What usually causes it\n", "\n## What to do\n");
        }
    }

    @Test
    void noTypeExistsTwice() {
        assertThat(BOOT.keySet()).doesNotContainAnyElementsOf(AGENT.keySet());
    }

    @Test
    void theBootZoneNeedsTheBaseModuleAndItselfOnly() {
        BOOT.forEach((name, file) -> assertThat(file.types()).as(name).allMatch(type -> BOOT.containsKey(type)
                || type.startsWith("java/lang/") && !type.startsWith("java/lang/management/")
                || type.matches("java/(util|io|nio|net|time|security)/.*") && !type.startsWith("java/util/logging/")));
        BOOT.forEach((name, file) -> assertThat(file.mentions("jdk/jfr") || file.mentions("jdk.jfr")).as(name).isFalse());
    }

    /** Also what is only asked for by name must be found: relocation rewrites text as well. */
    @Test
    void nothingMentionsATypeOfByteBuddyByItsOwnName() {
        AGENT.forEach((name, file) -> {
            assertThat(file.types()).as(name)
                    .noneMatch(type -> type.startsWith("net/bytebuddy") || type.startsWith("org/snakeyaml"));
            file.strings().forEach(string -> BYTE_BUDDY.matcher(string).results().map(MatchResult::group)
                    .forEach(mention -> assertThat(AGENT).as(name + " mentions " + mention)
                            .doesNotContainKey(SHADED + mention.substring("net/bytebuddy/".length()).replace('.', '/'))));
        });
    }

    @Test
    void nothingMentionsATypeOfPicocliByItsOwnName() {
        AGENT.forEach((name, file) -> assertThat(file.types()).as(name).noneMatch(type -> type.startsWith("picocli/")));
    }

    /** And only the command line, which has a process of its own, needs modules that a program may come without. */
    @Test
    void whatTheAgentLinksToIsThere() {
        AGENT.forEach((name, file) -> assertThat(file.types()).as(name)
                .filteredOn(type -> type.startsWith("io/pageconsistency/"))
                .allMatch(type -> AGENT.containsKey(type) || BOOT.containsKey(type)));
        AGENT.forEach((name, file) -> {
            if (name.startsWith("io/pageconsistency/agent/")) {
                assertThat(file.types()).as(name).allMatch(type -> type.matches("(java|javax/management|jdk/jfr)/.*")
                        || type.startsWith("io/pageconsistency/") && !type.startsWith(SHADED_PICOCLI)
                        && (!type.startsWith(RECORDINGS) || name.startsWith(COMMAND_LINE))
                        || name.startsWith(COMMAND_LINE)
                        && (type.startsWith(SHADED_PICOCLI) || type.startsWith("com/sun/tools/attach/")));
            }
        });
    }

    /** Whose it is, which release, and where its licence lies. */
    @Test
    void everythingOfOthersIsInTheNotice() {
        String notice = new String(JAR.entries().get("META-INF/NOTICE"), StandardCharsets.UTF_8);

        Set<String> others = JAR.entries().keySet().stream()
                .filter(name -> name.startsWith("inst/" + ALL_SHADED) || name.matches(".*/libraries/.*\\.(js|css)"))
                .map(name -> name.replaceFirst("(inst/" + ALL_SHADED + "[^/]+/).*", "$1")).collect(Collectors.toSet());
        assertThat(others).hasSizeGreaterThan(5).allMatch(name -> notice.contains("\n  " + name + "\n"));
        assertThat(notice).doesNotContain("${").contains(System.getProperty("libraries").split(", "));
        assertThat(Pattern.compile("(META-INF|inst)/[^\\s,)]+").matcher(notice).results().map(MatchResult::group))
                .hasSizeGreaterThan(5).allMatch(place -> JAR.entries().keySet().stream()
                        .anyMatch(name -> place.endsWith("/") ? name.startsWith(place) : name.equals(place)));
    }

    /** A scanner of jars would take it for the libraries under their own names, and warn of what is not there. */
    @Test
    void noLibraryIsNamedAsIfItWereThereItself() {
        assertThat(JAR.entries().keySet()).noneMatch(name -> name.contains("META-INF/maven/"));
    }

    /** Where the ledger comes from a class path instead of the boot loader, the agent's loader must not find another. */
    @Test
    void theAgentsLoaderFindsTheAgentAndNothingElse() throws Exception {
        AgentLoader loader = new AgentLoader(Jar.FILE);

        assertThat(loader.loadClass("io.pageconsistency.shaded.bytebuddy.ByteBuddy").getClassLoader()).isSameAs(loader);
        assertThat(loader.getResource("page-consistency.jfc")).isNotNull();
        assertThat(loader.getResource("io/pageconsistency/ledger/Ledger.class")).isNull();
    }

    @Test
    void ourClassesAreOfJava17AndNoOthersAreNewer() {
        BOOT.forEach((name, file) -> assertThat(file.major()).as(name).isEqualTo(JAVA_17));
        AGENT.forEach((name, file) -> assertThat(file.major()).as(name).isLessThanOrEqualTo(JAVA_17)
                .satisfies(major -> assertThat(major == JAVA_17 || name.startsWith(ALL_SHADED)).isTrue()));
    }

    /** Lambdas, joined text and the like: a program waits for that at its start, and a hook may be where none can be made. */
    @Test
    void noClassIsMadeWhenOursRun() {
        BOOT.forEach((name, file) -> assertThat(file.mentions("BootstrapMethods")).as(name).isFalse());
        AGENT.forEach((name, file) -> assertThat(file.mentions("BootstrapMethods") && !name.startsWith(ALL_SHADED)).as(name)
                .isFalse());
    }

    @Test
    void theManifestIsWhatTheVirtualMachineNeeds() {
        Attributes manifest = JAR.manifest().getMainAttributes();

        assertThat(manifest.entrySet().stream().collect(Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue)))
                .isEqualTo(Map.of("Manifest-Version", "1.0", "Premain-Class", "io.pageconsistency.boot.Premain",
                        "Main-Class", "io.pageconsistency.boot.Main",
                        "Agent-Class", "io.pageconsistency.boot.Premain",
                        "Can-Redefine-Classes", "true", "Can-Retransform-Classes", "true",
                        "Implementation-Title", "page-consistency", "Implementation-Version",
                        System.getProperty("agent.version")));
    }

    @Test
    void theSettingsLieBesideTheJarToo() throws IOException {
        assertThat(Files.readAllBytes(new File(Jar.FILE.getParentFile(), "page-consistency.jfc").toPath()))
                .isEqualTo(JAR.entries().get("page-consistency.jfc"))
                .isEqualTo(JAR.entries().get("inst/page-consistency.jfc"));
    }

    @Test
    void itIsSmallEnough() {
        assertThat(Jar.FILE.length()).isLessThanOrEqualTo(SIZE_BUDGET);
    }

    /** The rules above would pass over a jar in which everything is missing. */
    @Test
    void aClassFileIsReadForWhatItIs() throws IOException {
        ClassFile own = ClassFile.of(PackagingIT.class.getResourceAsStream("PackagingIT.class").readAllBytes());

        assertThat(own.types()).contains("io/pageconsistency/dist/PackagingIT", "java/io/File");
        assertThat(own.major()).isEqualTo(JAVA_17);
        assertThat(own.mentions("anything jdk.jfr".substring(9))).isTrue();
        assertThat(own.mentions(String.valueOf(JAVA_17))).isFalse();
        assertThat(own.mentions("BootstrapMethods")).isTrue();
    }
}
