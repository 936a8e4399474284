package io.pageconsistency.agent.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;

/**
 * The options of one run.
 *
 * <p>Options come from the agent's argument, {@code key=value,key=value}, and from system properties with the same keys and the
 * prefix {@value Option#PROPERTY_PREFIX}. The argument has priority. A value with a comma can only be given as a system property,
 * or in the file that the option {@code config} names. That file has the lowest priority. The parser never guesses: it refuses what
 * it does not understand, because an agent that does something other than it was told is worse than none.
 *
 * <p>Immutable.
 */
public final class Options {
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

    /** Supplies the names of all modules. */
    @FunctionalInterface
    public interface Modules {
        /**
         * Returns the names of all modules.
         *
         * @param pools the files with descriptions of pools, each of which is a module
         * @throws BadOption if something is wrong with the files
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
        // The mode comes first, because the defaults of other options depend on it.
        mode = read(Option.MODE, Mode.class);
        onViolation = read(Option.ON_VIOLATION, OnViolation.class);
        stacks = read(Option.STACKS, Share.class);
        handles = read(Option.HANDLES, Share.class);
        poison = read(Option.POISON, Share.class);
        fence = read(Option.FENCE, Share.class);
        quarantine = read(Option.QUARANTINE, Long.class);
        scrub = read(Option.SCRUB, Duration.class);
        toleratesErrors = read(Option.ON_ERROR, OnError.class) == OnError.WARN;
        recording = writable(Option.RECORDING);
        findings = writable(Option.FINDINGS);
        suppress = given.containsKey(Option.SUPPRESS) ? read(Option.SUPPRESS, String.class) : null;
        pools = several(Option.POOLS);
        disabled = names(modules.names(pools));
        strict = read(Option.STRICT, Boolean.class);
        failOnExit = read(Option.FAIL_ON_EXIT, Boolean.class);
    }

    /**
     * Parses the options.
     *
     * @param argument the agent's argument; null or empty for none
     * @param properties the system properties; each one with the agent's prefix must be an option or belong to the JUnit extension
     * @param modules the names of all allocator modules
     * @throws BadOption if an option is unknown, malformed or given twice
     */
    public static Options parse(String argument, Properties properties, Set<String> modules) throws BadOption {
        return parse(argument, properties, pools -> modules);
    }

    /** As above, for modules that include those from the files with descriptions. */
    public static Options parse(String argument, Properties properties, Modules modules) throws BadOption {
        Map<Option, Given> given = new EnumMap<>(Option.class);
        // Sorted, so that of several mistakes always the same one is reported.
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

    /** Returns one line for each option, with the allowed values and the default first. */
    public static List<String> help() {
        return Arrays.stream(Option.values()).map(option -> "  " + option.key() + "=" + option.allowed()).toList();
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

    /** Adds a value to those that were given at the same place, where each option may occur only once. */
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

    private <T> T read(Option option, Class<T> type) throws BadOption {
        Given value = given(option);
        Object meaning = option.read(value.value());
        if (meaning == null) {
            throw bad(option, new Given(option.wrong(value.value()), value.place()), option.allowed());
        }
        return type.cast(meaning);
    }

    private String writable(Option option) throws BadOption {
        if (!given.containsKey(option)) {
            return null;
        }
        return toleratesErrors ? given(option).value() : read(option, String.class);
    }

    private List<String> several(Option option) throws BadOption {
        List<String> values = new ArrayList<>();
        if (given.containsKey(option)) {
            for (Object value : read(option, List.class)) {
                values.add((String) value);
            }
        }
        return Collections.unmodifiableList(values);
    }

    private Set<String> names(Set<String> modules) throws BadOption {
        Set<String> names = new TreeSet<>(several(Option.DISABLE));
        if (!modules.containsAll(names)) {
            throw bad(Option.DISABLE, given(Option.DISABLE), String.join(", ", new TreeSet<>(modules)) + " (several joined by +)");
        }
        return Collections.unmodifiableSet(names);
    }

    static BadOption bad(Option option, Given given, String allowed) {
        return new BadOption(given.place() + "option '" + option.key() + "' cannot be '" + given.value() + "'; allowed: " + allowed);
    }

    /** Returns the beginning of a message about an option: where it was given, or an empty string. */
    public String place(Option option) {
        return given(option).place();
    }

    /** Returns what happens on a violation. */
    public OnViolation onViolation() {
        return onViolation;
    }

    /** Returns the value of an option as it was given, or its default. */
    public String value(Option option) {
        return given(option).value();
    }

    /** Whether an option was given. If not, the mode determines its value. */
    public boolean isGiven(Option option) {
        return given.containsKey(option);
    }

    /** Returns the mode, which determines the options that were not given. */
    public Mode mode() {
        return mode;
    }

    /** Returns which earlier parties are recorded with a stack. */
    public Share stacks() {
        return stacks;
    }

    /** Returns which buffer objects are not reused. */
    public Share handles() {
        return handles;
    }

    /** Returns which memory is filled with a pattern when it is freed. */
    public Share poison() {
        return poison;
    }

    /** Returns which memory is made inaccessible while it is free. */
    public Share fence() {
        return fence;
    }

    /** Returns the maximum number of bytes of freed memory that are kept from their pools; 0 for none. */
    public long quarantine() {
        return quarantine;
    }

    /** Returns the interval in which the background scan checks the whole record once; null for no scan. */
    public Duration scrub() {
        return scrub.isZero() ? null : scrub;
    }

    /** Whether the agent starts even if an output cannot be opened. */
    public boolean toleratesErrors() {
        return toleratesErrors;
    }

    /** Returns the file of the agent's own flight recording, or null. */
    public String recording() {
        return recording;
    }

    /** Returns the file to which findings are appended, or null. */
    public String findings() {
        return findings;
    }

    /** Returns the file that lists known faults, or null. */
    public String suppress() {
        return suppress;
    }

    /** Returns the files with descriptions of pools. */
    public List<String> pools() {
        return pools;
    }

    /** Returns the names of the disabled allocator modules. */
    public Set<String> disabled() {
        return disabled;
    }

    /** Whether anything that stays unchecked is an error. */
    public boolean strict() {
        return strict;
    }

    /** Whether a JVM with violations ends with a failure status. */
    public boolean failOnExit() {
        return failOnExit;
    }
}
