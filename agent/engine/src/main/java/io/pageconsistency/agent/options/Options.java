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
        // First, because the defaults of the others follow it.
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

    /** What can be set, and what each may be with its default first: a line an option. */
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
        return scrub.isZero() ? null : scrub;
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
