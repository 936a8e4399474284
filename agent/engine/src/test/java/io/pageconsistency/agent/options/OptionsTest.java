package io.pageconsistency.agent.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;

class OptionsTest {
    private static final Set<String> MODULES = Set.of("one", "two", "three");

    private final Properties properties = new Properties();

    private Options parse(String argument) throws BadOption {
        return Options.parse(argument, properties, MODULES);
    }

    private void assertRefused(String argument, String... parts) {
        assertThatThrownBy(() -> parse(argument)).isInstanceOf(BadOption.class)
                .hasMessageContainingAll(parts).message().doesNotContain("\n", "\r");
    }

    @ParameterizedTest
    @NullAndEmptySource
    void nothingGivenMeansTheDefaults(String argument) throws BadOption {
        Options options = parse(argument);

        assertThat(options.onViolation()).isEqualTo(OnViolation.REPORT);
        assertThat(options.stacks()).isEqualTo(Share.SAMPLED);
        assertThat(options.scrub()).isEqualTo(Duration.ofSeconds(60));
        assertThat(options.recording()).isNull();
        assertThat(options.findings()).isNull();
        assertThat(options.disabled()).isEmpty();
        assertThat(options.strict()).isFalse();
        assertThat(options.failOnExit()).isFalse();
    }

    @Test
    void aModeSetsOptionsThatAreNotGiven() throws BadOption {
        Options production = parse("mode=production");
        assertThat(production.mode()).isEqualTo(Mode.PRODUCTION).isEqualTo(parse("").mode());
        assertThat(List.of(production.stacks(), production.handles(), production.poison(), production.fence()))
                .containsExactly(Share.SAMPLED, Share.OFF, Share.OFF, Share.OFF);
        assertThat(production.strict()).isFalse();

        Options test = parse("mode=test");
        assertThat(test.mode()).isEqualTo(Mode.TEST);
        assertThat(List.of(test.stacks(), test.handles(), test.poison(), test.fence())).containsOnly(Share.ALL);
        assertThat(test.strict()).isTrue();
        assertThat(test.isGiven(Option.FENCE)).as("wanted where it can be had").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode=test,stacks=off,fence=off,strict=false", "stacks=off,strict=false,fence=off,mode=test"})
    void aGivenOptionHasPriorityOverTheMode(String argument) throws BadOption {
        properties.setProperty("pageconsistency.poison", "sampled");

        Options options = parse(argument);

        assertThat(List.of(options.stacks(), options.handles(), options.poison(), options.fence()))
                .containsExactly(Share.OFF, Share.ALL, Share.SAMPLED, Share.OFF);
        assertThat(options.strict()).isFalse();
        assertThat(options.isGiven(Option.FENCE)).isTrue();
    }

    @Test
    void aFileCanSetTheMode(@TempDir File directory) throws Exception {
        assertThat(parse("config=" + file(directory, "mode=test")).handles()).isEqualTo(Share.ALL);
        assertThat(parse("mode=production,config=" + file(directory, "mode=test", "poison=all")).poison()).isEqualTo(Share.ALL);
        assertRefused("config=" + file(directory, "mode=tests"), "properties:1: ", "'mode'", "'tests'", "production, test");
    }

    @ParameterizedTest
    @CsvSource({"off, 0", "64k, 65536", "8m, 8388608", "1g, 1073741824"})
    void readsAmountsOfMemory(String given, long expected) throws BadOption {
        assertThat(parse("quarantine=" + given).quarantine()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"63k", "2g", "8", "m", "8M", "-8m", "8 m", "9999999999g", "+8m"})
    void refusesMalformedAmounts(String given) {
        assertRefused("quarantine=" + given, "'quarantine'", "'" + given + "'", "from 64k to 1g");
    }

    @Test
    void readsTheArgument(@TempDir File directory) throws BadOption {
        String file = new File(directory, "a=b.jfr").getPath();

        Options options = parse("on-violation=report,stacks=all,recording=" + file + ",disable=two+one,strict=true,fail-on-exit=true");

        assertThat(options.strict()).isTrue();
        assertThat(options.failOnExit()).isTrue();
        assertThat(options.stacks()).isEqualTo(Share.ALL);
        assertThat(options.recording()).isEqualTo(file);
        assertThat(options.disabled()).containsExactly("one", "two");
    }

    @Test
    void readsSystemPropertiesButTheArgumentHasPriority(@TempDir File directory) throws BadOption {
        String file = new File(directory, "a,b.jfr").getPath();
        properties.setProperty("pageconsistency.stacks", "all");
        properties.setProperty("pageconsistency.recording", file);
        properties.setProperty("somebody.elses", "x");

        Options options = parse("stacks=off");

        assertThat(options.stacks()).isEqualTo(Share.OFF);
        assertThat(options.recording()).isEqualTo(file);
    }

    @ParameterizedTest
    @EnumSource
    void readsOnViolation(OnViolation onViolation) throws BadOption {
        assertThat(parse("on-violation=" + onViolation).onViolation()).isEqualTo(onViolation);
    }

    @Test
    void aFileNeedsNoDirectoryInItsName() throws BadOption {
        assertThat(parse("recording=found.jfr").recording()).isEqualTo("found.jfr");
        assertThat(parse("findings=found.json").findings()).isEqualTo("found.json");
    }

    @ParameterizedTest
    @CsvSource({"100ms, PT0.1S", "60s, PT1M", "90m, PT1H30M", "24h, PT24H", "off,"})
    void readsTheIntervalOfTheScrub(String given, Duration expected) throws BadOption {
        assertThat(parse("scrub=" + given).scrub()).isEqualTo(expected);
    }

    private static String file(File directory, String... lines) throws IOException {
        File file = new File(directory, "options.properties");
        Files.write(file.toPath(), List.of(lines));
        return file.getPath();
    }

    @Test
    void readsAFileWithTheLowestPriority(@TempDir File directory) throws Exception {
        String recording = new File(directory, "a,b = \\u0041#.jfr").getPath();
        String file = file(directory, "# about us", "", "stacks = all\t", "scrub=5m", "  # disable=one", " disable=two",
                "recording=" + recording + "\r");
        properties.setProperty("pageconsistency.scrub", "off");

        Options options = parse("disable=one,config=" + file);

        assertThat(options.stacks()).isEqualTo(Share.ALL);
        assertThat(options.scrub()).isNull();
        assertThat(options.disabled()).containsExactly("one");
        assertThat(options.recording()).as("as it stands there").isEqualTo(recording);
        properties.setProperty("pageconsistency.config", file);
        assertThat(parse(null).disabled()).containsExactly("two");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey(@TempDir File directory) throws Exception {
        assertThat(parse("config=" + file(directory, "\uFEFFstacks=off")).stacks()).isEqualTo(Share.OFF);
        assertThat(parse("config=" + file(directory, "\uFEFF# nothing", "stacks=off")).stacks()).isEqualTo(Share.OFF);
    }

    /** Which output cannot be opened is found when it is opened. */
    @Test
    void withOnErrorWarnNoOutputIsRefusedHere() throws Exception {
        Options options = parse("findings=no/such/f,recording=no/such/r,on-error=warn");
        assertThat(options.toleratesErrors()).isTrue();
        assertThat(options.findings()).isEqualTo("no/such/f");
        assertThat(parse("").toleratesErrors()).isFalse();
        assertRefused("on-error=ignore", "'on-error'", "'ignore'", "refuse, warn");
    }

    @Test
    void refusesMistakesInAFile(@TempDir File directory) throws Exception {
        String place = new File(directory, "options.properties") + ":";
        assertRefused("config=" + file(directory, "", "stack=all"), place + "2: ", "'stack'", "'stack=all'", "allowed: on-violation");
        assertRefused("config=" + file(directory, "# stacks", "", "stacks=some"), place + "3: ", "'stacks'", "'some'", "sampled, all, off");
        assertRefused("config=" + file(directory, "stacks="), place + "1: ", "'stacks'", "''", "sampled, all, off");
        assertRefused("config=" + file(directory, "stacks=all", "stacks all"), place + "2: ", "'stacks all'", "allowed: key=value",
                "on-violation, stacks, ");
        assertRefused("config=" + file(directory, "=all"), place + "1: ", "'=all'", "allowed: key=value");
        assertRefused("config=" + file(directory, "stacks=all", "scrub=off", "stacks=off"), place + "3: ", "'stacks'", "'all'",
                "'off'", "allowed: once");
        assertRefused("config=" + file(directory, "config=other"), place + "1: ", "'config'", "no further file");
        assertRefused("config=" + file(directory, "stacks=all", "\uFEFFscrub=off"), place + "2: ", "'\\ufeffscrub'");
        assertRefused("config=" + file(directory, "", "recording=no/such/f"), place + "2: ", "'no/such/f'", "a file in a directory");
        assertRefused("config=" + file(directory, "", "", "pools=no-such.yaml"), place + "3: ", "'no-such.yaml'", "files that can be read");
        assertRefused("config=" + file(directory, "disable=one+four"), place + "1: ", "'one+four'", "one, three, two");
        assertRefused("config=" + file(directory, "scrub=60"), place + "1: ", "'60'", "from 100ms to 24h, off");
        assertRefused("stacks=some,config=" + file(directory, "stacks=all"), "'some'");
        assertRefused("config=" + directory, "'config'", "a file that can be read");
        assertRefused("config=no/such/file", "'config'", "'no/such/file'", "a file that can be read");
        assertRefused("config=", "'config'", "a file that can be read");
    }

    /** A mistake on the command line has no line in a file. */
    @Test
    void namesTheFileOnlyForWhatIsInIt(@TempDir File directory) throws Exception {
        String file = file(directory, "stacks=all");

        assertThatThrownBy(() -> parse("scrub=60,config=" + file)).hasMessageStartingWith("option 'scrub' cannot be '60'");
        assertThat(parse("config=" + file).place(Option.STACKS)).isEqualTo(file + ":1: ");
        assertThat(parse("stacks=all,config=" + file).place(Option.STACKS)).isEmpty();
        assertThat(parse("config=" + file).place(Option.SCRUB)).isEmpty();
    }

    @Test
    void refusesAnUnknownKey() {
        assertRefused("on-violaton=report", "'on-violaton'", "'on-violaton=report'",
                "allowed: on-violation, stacks, mode, handles, poison, fence, quarantine, scrub, recording, findings, suppress, pools, disable, strict, fail-on-exit, on-error, config");
        assertRefused("Stacks=all", "'Stacks'");
        assertRefused(" stacks=all", "' stacks'");
    }

    @Test
    void refusesAnUnknownSystemProperty() {
        properties.setProperty("pageconsistency.stack", "all");

        assertRefused("stacks=all", "'stack'", "-Dpageconsistency.stack=all", "allowed: on-violation, stacks");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "stacks=some          | 'stacks'       | 'some'    | sampled, all, off",
        "stacks=sampled, all  | ' all'         | ' all'    | on-violation, stacks, ",
        "stacks=              | 'stacks'       | ''        | sampled, all, off",
        "on-violation=explode | 'on-violation' | 'explode' | report, throw, halt",
        "scrub=60             | 'scrub'        | '60'      | 60s, any whole number of ms, s, m or h",
        "scrub=99ms           | 'scrub'        | '99ms'    | from 100ms to 24h, off",
        "scrub=25h            | 'scrub'        | '25h'     | from 100ms to 24h, off",
        "scrub=-5s            | 'scrub'        | '-5s'     | off",
        "scrub=1.5s           | 'scrub'        | '1.5s'    | off",
        "scrub=9999999999s    | 'scrub'        | '9999999999s' | off",
        "scrub=never          | 'scrub'        | 'never'   | off",
        "strict=yes           | 'strict'       | 'yes'     | false, true",
        "fail-on-exit=1       | 'fail-on-exit' | '1'       | false, true",
        "disable=             | 'disable'      | ''        | names of allocator modules",
        "disable=four         | 'disable'      | 'four'    | one, three, two",
        "disable=one+four     | 'disable'      | 'one+four'| one, three, two",
        "disable=one+         | 'disable'      | 'one+'    | one, three, two",
        "recording=           | 'recording'    | ''        | a file in a directory that exists",
        "recording=no/such/f  | 'recording'    | 'no/such/f' | a file in a directory that exists",
        "findings=no/such/f   | 'findings'     | 'no/such/f' | a file in a directory that exists",
        "stacks=all,stacks=off| 'stacks'       | 'all'     | 'off'",
        "stacks               | 'stacks'       | key=value | on-violation, stacks, ",
        "=all                 | '=all'         | key=value | on-violation, stacks, ",
        "stacks=all,          | ''             | 'stacks=all,' | key=value",
        "recording=a,b.jfr    | 'b.jfr'        | comma     | -Dpageconsistency.",
    })
    void refusesWhatItCannotFollow(String argument, String key, String given, String allowed) {
        assertRefused(argument, key, given, allowed);
    }

    @Test
    void refusesADirectoryAsAFile(@TempDir File directory) {
        assertRefused("recording=" + directory, "'recording'", directory.getPath());
    }

    /** The JUnit extension has settings of its own, which are not options of the agent. */
    @Test
    void ignoresPropertiesOfTheJUnitExtension() throws BadOption {
        properties.setProperty("pageconsistency.junit.strict", "true");

        assertThat(parse(null).strict()).isFalse();
        assertRefused("junit.strict=true", "'junit.strict'");
    }

    @Test
    void refusesABadSystemProperty() {
        properties.setProperty("pageconsistency.stacks", "");

        assertRefused(null, "'stacks'", "''", "sampled, all, off");
    }

    @Test
    void makesControlCharactersVisible() {
        assertRefused("stacks=a\nb\r\u0085", "'a\\u000ab\\u000d\\u0085'");
    }

    @ParameterizedTest
    @EnumSource
    void everyOptionIsDocumented(Option option) {
        assertThat(option.key()).matches("[a-z]+(-[a-z]+)*");
        assertThat(option.description()).isNotBlank().doesNotContain("\n", "|");
        assertThat(option.allowed()).isNotBlank();
        assertThat(option.allowed()).startsWith(option.defaultValue());
        for (Mode mode : Mode.values()) {
            assertThat(option.defaultIn(mode).isEmpty() || option.read(option.defaultIn(mode)) != null).as("allowed by itself").isTrue();
        }
    }

    /** Each value is written as its enum constant, so a new constant is parsed and documented without more code. */
    @Test
    void valuesAreWrittenAsTheirEnumConstants() {
        assertThat(Option.ON_VIOLATION.allowed().split(", "))
                .containsExactlyInAnyOrder(Arrays.stream(OnViolation.values()).map(OnViolation::toString).toArray(String[]::new));
        for (Option option : List.of(Option.STACKS, Option.HANDLES, Option.POISON, Option.FENCE)) {
            assertThat(option.allowed().split(", "))
                    .containsExactlyInAnyOrder(Arrays.stream(Share.values()).map(Share::toString).toArray(String[]::new));
        }
    }

    @Test
    void theFilesOfPoolsNameFurtherModules(@TempDir File directory) throws Exception {
        File one = new File(directory, "one.yaml");
        File other = new File(directory, "other.yaml");
        Files.writeString(one.toPath(), "");
        Files.writeString(other.toPath(), "");
        String both = one + File.pathSeparator + other;

        Options options = Options.parse("pools=" + both + ",disable=mine", properties, pools -> {
            assertThat(pools).containsExactly(one.getPath(), other.getPath());
            return Set.of("mine");
        });

        assertThat(options.pools()).containsExactly(one.getPath(), other.getPath());
        assertThat(options.disabled()).containsExactly("mine");
        assertThat(parse(null).pools()).isEmpty();
    }

    @Test
    void refusesMissingFilesOfPools(@TempDir File directory) throws Exception {
        assertRefused("pools=" + directory, "'pools'", "'" + directory + "'", "allowed: files that can be read");
        assertRefused("pools=no-such.yaml", "'pools'", "'no-such.yaml'");
        assertRefused("pools=" + file(directory, "") + File.pathSeparator + "no-such.yaml", "cannot be 'no-such.yaml'");
    }
}
