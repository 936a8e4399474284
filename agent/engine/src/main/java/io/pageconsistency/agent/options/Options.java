package io.pageconsistency.agent.options;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;

/**
 * What the user asked for.
 *
 * <p>Options come from the agent's argument, {@code key=value,key=value}, and from system properties of the same keys with the prefix
 * {@value Option#PROPERTY_PREFIX}; the argument wins. A value with a comma can only be given as a system property, or in the
 * file that the option {@code config} names, over which both win. Nothing is guessed: what is not understood is refused, because
 * an agent that runs otherwise than it was told is worse than none.
 *
 * <p>Immutable.
 */
public final class Options {
    private static final Duration SHORTEST_SCRUB = Duration.ofMillis(100);
    private static final Duration LONGEST_SCRUB = Duration.ofHours(24);
    private static final long SMALLEST_QUARANTINE = 64 << 10;
    private static final long LARGEST_QUARANTINE = 1 << 30;

    private final OnViolation onViolation;
    private final Mode mode;
    private final Share stacks;
    private final Share handles;
    private final Share poison;
    private final Share fence;
    private final long quarantine;
    private final Duration scrub;
    private final boolean toleratesErrors;
    private final String recording;
    private final String findings;
    private final String suppress;
    private final List<String> pools;
    private final Set<String> disabled;
    private final boolean strict;
    private final boolean failOnExit;
    private final Map<Option, Given> given;

    /** Says which modules there are. */
    @FunctionalInterface
    public interface Modules {
        /**
         * @param pools the files with descriptions of pools, each of which is a module
         * @throws BadOption when something is wrong with the files
         */
        Set<String> names(List<String> pools) throws BadOption;
    }

    private Options(Map<Option, Given> given, Modules modules) throws BadOption {
        this.given = given;
        for (Map.Entry<Option, Given> entry : given.entrySet()) {
            if (entry.getValue().value().isEmpty()) {
                throw bad(entry.getKey(), entry.getValue(), entry.getKey().allowed());
            }
        }
        mode = given.containsKey(Option.MODE) && oneOf(Option.MODE).equals(Mode.TEST.toString()) ? Mode.TEST : Mode.PRODUCTION;
        onViolation = switch (oneOf(Option.ON_VIOLATION)) {
            case "throw" -> OnViolation.THROW;
            case "halt" -> OnViolation.HALT;
            default -> OnViolation.REPORT;
        };
        stacks = share(Option.STACKS);
        handles = share(Option.HANDLES);
        poison = share(Option.POISON);
        fence = share(Option.FENCE);
        quarantine = howMuch();
        scrub = howOften();
        toleratesErrors = oneOf(Option.ON_ERROR).equals("warn");
        recording = writable(Option.RECORDING);
        findings = writable(Option.FINDINGS);
        suppress = given.containsKey(Option.SUPPRESS) ? readable(Option.SUPPRESS, given(Option.SUPPRESS).value()) : null;
        pools = files();
        disabled = names(modules.names(pools));
        strict = Boolean.parseBoolean(oneOf(Option.STRICT));
        failOnExit = Boolean.parseBoolean(oneOf(Option.FAIL_ON_EXIT));
    }

    /**
     * Reads what was given.
     *
     * @param argument the agent's argument; null or empty for none
     * @param properties the system properties; all that begin with our prefix must be ours, or the JUnit extension's
     * @param modules the names of all allocator modules
     * @throws BadOption when something is unknown, malformed or given twice
     */
    public static Options parse(String argument, Properties properties, Set<String> modules) throws BadOption {
        return parse(argument, properties, pools -> modules);
    }

    /** As above, where the files with descriptions name further modules. */
    public static Options parse(String argument, Properties properties, Modules modules) throws BadOption {
        Map<Option, Given> given = new EnumMap<>(Option.class);
        // Sorted, so that of several mistakes the same one is always named.
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(Option.PROPERTY_PREFIX) && !name.startsWith(Option.JUNIT_PREFIX)) {
                String value = properties.getProperty(name);
                given.put(known(name.substring(Option.PROPERTY_PREFIX.length()), "-D" + name + "=" + value, Given.COMMAND_LINE),
                        new Given(value, Given.COMMAND_LINE));
            }
        }
        given.putAll(ofArgument(argument));
        Given file = given.get(Option.CONFIG);
        if (file != null && !file.value().isEmpty()) {
            OptionsFile.read(file).forEach(given::putIfAbsent);
        }
        return new Options(given, modules);
    }

    private static Map<Option, Given> ofArgument(String argument) throws BadOption {
        Map<Option, Given> given = new EnumMap<>(Option.class);
        if (argument == null || argument.isEmpty()) {
            return given;
        }
        for (String pair : argument.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new BadOption("'" + pair + "' in '" + argument + "' is not an option; allowed: key=value,key=value"
                        + " with the keys " + Option.keys() + "; values with a comma are given as -D"
                        + Option.PROPERTY_PREFIX + "key=value");
            }
            put(known(pair.substring(0, equals), pair, Given.COMMAND_LINE),
                    new Given(pair.substring(equals + 1), Given.COMMAND_LINE), given);
        }
        return given;
    }

    /** Among what was given at the same place, where each option may be once. */
    static void put(Option option, Given value, Map<Option, Given> given) throws BadOption {
        Given former = given.put(option, value);
        if (former != null) {
            throw new BadOption(value.place() + "option '" + option.key() + "' was given twice, as '" + former.value() + "' and as '"
                    + value.value() + "'; allowed: once");
        }
    }

    static Option known(String key, String given, String place) throws BadOption {
        Option option = Option.of(key);
        if (option == null) {
            throw new BadOption(place + "option '" + key + "' is unknown, given as '" + given + "'; allowed: " + Option.keys());
        }
        return option;
    }

    private Given given(Option option) {
        return given.getOrDefault(option, new Given(option.defaultIn(mode), Given.COMMAND_LINE));
    }

    /** The value of an option with a choice of words. */
    private String oneOf(Option option) throws BadOption {
        String value = given(option).value();
        // Split by hand: a default is among them, and no program is to wait for regular expressions to be loaded.
        for (int start = 0, end; start <= option.allowed().length(); start = end + 2) {
            end = option.allowed().indexOf(", ", start);
            end = end < 0 ? option.allowed().length() : end;
            if (option.allowed().substring(start, end).equals(value)) {
                return value;
            }
        }
        throw bad(option, given(option), option.allowed());
    }

    private Share share(Option option) throws BadOption {
        return switch (oneOf(option)) {
            case "all" -> Share.ALL;
            case "sampled" -> Share.SAMPLED;
            default -> Share.OFF;
        };
    }

    private long howMuch() throws BadOption {
        String value = given(Option.QUARANTINE).value();
        if (value.equals(Durations.OFF)) {
            return 0;
        }
        long bytes = Sizes.parse(value);
        if (bytes < SMALLEST_QUARANTINE || bytes > LARGEST_QUARANTINE) {
            throw bad(Option.QUARANTINE, given(Option.QUARANTINE), Option.QUARANTINE.allowed());
        }
        return bytes;
    }

    private Duration howOften() throws BadOption {
        String value = given(Option.SCRUB).value();
        if (value.equals(Durations.OFF)) {
            return null;
        }
        Duration duration = Durations.parse(value);
        if (duration == null || duration.compareTo(SHORTEST_SCRUB) < 0 || duration.compareTo(LONGEST_SCRUB) > 0) {
            throw bad(Option.SCRUB, given(Option.SCRUB), Option.SCRUB.allowed());
        }
        return duration;
    }

    /** A mistyped directory must not come to light when what was to be written is lost. */
    private String writable(Option option) throws BadOption {
        if (!given.containsKey(option)) {
            return null;
        }
        String file = given(option).value();
        if (!toleratesErrors && !isWritable(file)) {
            throw bad(option, given(option), option.allowed());
        }
        return file;
    }

    private String readable(Option option, String file) throws BadOption {
        if (!new File(file).isFile() || !new File(file).canRead()) {
            throw bad(option, new Given(file, given(option).place()), option.allowed());
        }
        return file;
    }

    private static boolean isWritable(String name) {
        try {
            File file = OutputFile.of(name).path().toFile();
            File directory = file.getAbsoluteFile().getParentFile();
            return !file.isDirectory() && directory != null && directory.isDirectory();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private List<String> files() throws BadOption {
        Given list = given.get(Option.POOLS);
        List<String> files = list == null ? List.of() : List.of(list.value().split(Pattern.quote(File.pathSeparator), -1));
        for (String file : files) {
            readable(Option.POOLS, file);
        }
        return files;
    }

    private Set<String> names(Set<String> modules) throws BadOption {
        Given list = given.get(Option.DISABLE);
        if (list == null) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>(Arrays.asList(list.value().split("\\+", -1)));
        if (!modules.containsAll(names)) {
            throw bad(Option.DISABLE, list, String.join(", ", new TreeSet<>(modules)) + " (several joined by +)");
        }
        return Collections.unmodifiableSet(names);
    }

    static BadOption bad(Option option, Given given, String allowed) {
        return new BadOption(given.place() + "option '" + option.key() + "' cannot be '" + given.value() + "'; allowed: " + allowed);
    }

    /** What must stand before what is said about an option: where it was given, or nothing. */
    public String place(Option option) {
        return given(option).place();
    }

    /** What is done about a violation. */
    public OnViolation onViolation() {
        return onViolation;
    }

    /** What an option is, as it was given, or as its default is written. */
    public String value(Option option) {
        return given(option).value();
    }

    /** Whether an option was given, or else follows the mode. */
    public boolean isGiven(Option option) {
        return given.containsKey(option);
    }

    /** What the options were chosen for that were not given. */
    public Mode mode() {
        return mode;
    }

    /** Where the stacks of earlier parties come from. */
    public Share stacks() {
        return stacks;
    }

    /** Which buffer objects are kept from being used again. */
    public Share handles() {
        return handles;
    }

    /** Which memory is filled with a pattern when it is freed. */
    public Share poison() {
        return poison;
    }

    /** Which memory is made inaccessible while it is free. */
    public Share fence() {
        return fence;
    }

    /** How many bytes of freed memory are kept from their pools, at most; 0 for none. */
    public long quarantine() {
        return quarantine;
    }

    /** In what time the background validation comes round once, or null when there is to be none. */
    public Duration scrub() {
        return scrub;
    }

    /** Whether the agent starts although an output of ours cannot be opened. */
    public boolean toleratesErrors() {
        return toleratesErrors;
    }

    /** The file for a recording of the agent's own, or null. */
    public String recording() {
        return recording;
    }

    /** The file that findings are appended to, or null. */
    public String findings() {
        return findings;
    }

    /** The file that lists known faults, or null. */
    public String suppress() {
        return suppress;
    }

    /** The files with descriptions of pools. */
    public List<String> pools() {
        return pools;
    }

    /** The names of the allocator modules that are left out. */
    public Set<String> disabled() {
        return disabled;
    }

    /** Whether anything that stays unchecked is an error. */
    public boolean strict() {
        return strict;
    }

    /** Whether a virtual machine in which there were violations ends as one that failed. */
    public boolean failOnExit() {
        return failOnExit;
    }
}
