package io.pageconsistency.agent.options;

import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;
import io.pageconsistency.jvm.ExitCodes;

/** The options. They are set as {@code key=value} in the agent's argument, or as {@code -Dpageconsistency.key=value}. */
public enum Option {
    /** What happens on a violation, in addition to the record of it. */
    ON_VIOLATION("on-violation", Choice.of(OnViolation.REPORT, OnViolation.THROW, OnViolation.HALT),
            "what happens on a violation besides the report: nothing; the operation does not take place and throws; or the"
                    + " recordings are written and the JVM ends with status " + ExitCodes.VIOLATED),

    /** Which earlier parties are recorded with a stack. */
    STACKS("stacks", Choice.of(Share.SAMPLED, Share.ALL, Share.OFF), Share.ALL,
            "where the stacks of earlier parties come from: about 1 000 a second, every one, or none"),

    /** The purpose of the run, which determines defaults of other options. */
    MODE("mode", Choice.of(Mode.PRODUCTION, Mode.TEST),
            "what the options of these names are where they are not given: their defaults, which keep the budgets of a service; or"
                    + " `stacks=all`, `handles=all`, `poison=all`, `fence=all` where that can be had,"
                    + " `quarantine=16m` or less, `strict=true`"),

    /** Which buffer objects are not reused. */
    HANDLES("handles", Choice.of(Share.OFF, Share.SAMPLED, Share.ALL), Share.ALL,
            "which buffer objects are not reused after their release, so that a late call through an old reference is caught:"
                    + " none, up to 1 000 a second, or every one"),

    /** Which freed memory is filled with a pattern. */
    POISON("poison", Choice.of(Share.OFF, Share.SAMPLED, Share.ALL), Share.ALL,
            "which memory is filled with a pattern when it is freed, and checked before it is used again: none, as much as a"
                    + " budget allows, or all"),

    /** Which freed memory is made inaccessible. */
    FENCE("fence", Choice.of(Share.OFF, Share.SAMPLED, Share.ALL), Share.ALL,
            "which memory is made inaccessible while it is free (Linux, JDK 22 and later): none, as much as a budget allows, or all"),

    /** How much freed memory is kept from its pool. */
    QUARANTINE("quarantine", new Quantity<>(Sizes::parse, Sizes.UNITS, "64k", "1g", 0L), Quantity.OFF, "16m",
            "how much of the memory that is fenced or poisoned when it is freed is kept from its pool for a while, so that it stays so;"
                    + " in Netty's pooled allocator"),

    /** How often the whole record is scanned in the background. */
    SCRUB("scrub", new Quantity<>(Durations::parse, Durations.UNITS, "100ms", "24h", Duration.ZERO), "60s", "60s",
            "how often the whole record is checked in the background, spread over that time"),

    /** The file of the agent's own flight recording. */
    RECORDING("recording", FileName.WRITABLE,
            "start a flight recording with the agent's own settings, written to this file at exit"),

    /** The file to which findings are appended. */
    FINDINGS("findings", FileName.WRITABLE,
            "append findings to this file, one line of JSON each; of a frequent fault only some"),

    /** The file that lists known faults. */
    SUPPRESS("suppress", FileName.READABLE,
            "known faults, listed in this file: they are counted apart, not reported, and have no consequence"),

    /** The files that describe more pools. */
    POOLS("pools", new Several(FileName.READABLE, File.pathSeparator, "files that can be read, joined by the platform's path separator"),
            "watch the pools that these files describe, in YAML"),

    /** The allocator modules that are disabled. */
    DISABLE("disable", new Several(null, "+", "names of allocator modules, joined by +"), "allocator modules that are left out"),

    /** Whether anything that stays unchecked is an error. */
    STRICT("strict", Choice.of(false, true), true,
            "whether these are errors, with status " + ExitCodes.MISCONFIGURED + ": the agent does not work here; a library copy is not"
                    + " covered; an error of the agent kept something from being checked; nothing was checked at all"),

    /** Whether a JVM with violations ends with a failure status. */
    FAIL_ON_EXIT("fail-on-exit", Choice.of(false, true),
            "whether the JVM ends with status " + ExitCodes.VIOLATED + " instead of 0 if there were violations; any other status stays"),

    /** What happens at the start if an output cannot be opened. */
    ON_ERROR("on-error", Choice.of(OnError.REFUSE, OnError.WARN),
            "what happens if the file of `recording` or `findings` cannot be opened: the JVM ends with status "
                    + ExitCodes.MISCONFIGURED + ", or it starts without that output and says so"),

    /** A file of more options, for options that are too many or too long for a command line. */
    CONFIG("config", FileName.READABLE, "a file of further options, lines of `key=value`; options that are given elsewhere win");

    /** The prefix of the agent's system properties. */
    public static final String PROPERTY_PREFIX = "pageconsistency.";

    /** The prefix of the JUnit extension's system properties. */
    static final String JUNIT_PREFIX = PROPERTY_PREFIX + "junit.";

    private final String key;
    private final Allowed<?> allowed;
    private final String defaultValue;
    private final String testValue;
    private final String description;

    /** An option without a default. */
    Option(String key, Allowed<?> allowed, String description) {
        this(key, allowed, "", "", description);
    }

    /** An option whose default is the first word, in all modes. */
    <T> Option(String key, Choice<T> allowed, String description) {
        this(key, allowed, allowed.values().get(0), description);
    }

    /** An option whose default is the first word, and another word in mode {@code test}. */
    <T> Option(String key, Choice<T> allowed, T inTest, String description) {
        this(key, allowed, allowed.values().get(0).toString(), inTest.toString(), description);
    }

    Option(String key, Allowed<?> allowed, String defaultValue, String testValue, String description) {
        this.key = key;
        this.allowed = allowed;
        this.defaultValue = defaultValue;
        this.testValue = testValue;
        this.description = description;
    }

    /** Returns the key, as in the agent's argument. */
    public String key() {
        return key;
    }

    /** Returns the default; empty if there is none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** Returns the default in a mode. */
    public String defaultIn(Mode mode) {
        return mode == Mode.TEST ? testValue : defaultValue;
    }

    /** Describes the allowed values in words, the default first. */
    public String allowed() {
        return allowed.words(defaultValue);
    }

    /** Returns the parsed value of a text, or null if it is not allowed. */
    public Object read(String text) {
        return allowed.read(text);
    }

    /** Returns the part of a text that is not allowed as a value. */
    String wrong(String text) {
        return allowed.wrong(text);
    }

    /** Returns the option's purpose as one line of Markdown. */
    public String description() {
        return description;
    }

    /** Returns the option with a key, or null. */
    static Option of(String key) {
        for (Option option : values()) {
            if (option.key.equals(key)) {
                return option;
            }
        }
        return null;
    }

    /** Returns all keys, for a message. */
    static String keys() {
        return Arrays.stream(values()).map(Option::key).collect(Collectors.joining(", "));
    }
}
