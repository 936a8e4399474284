package io.pageconsistency.agent.options;

import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.pageconsistency.Mode;
import io.pageconsistency.Share;
import io.pageconsistency.jvm.ExitCodes;

/** What can be set, as {@code key=value} in the agent's argument or as {@code -Dpageconsistency.key=value}. */
public enum Option {
    /** What is done about a violation besides recording it. */
    ON_VIOLATION("on-violation", Choice.of(OnViolation.REPORT, OnViolation.THROW, OnViolation.HALT),
            "what happens on a violation besides the report: nothing; the operation does not take place and throws; or the"
                    + " recordings are written and the JVM ends with status " + ExitCodes.VIOLATED),

    /** Where the stacks of earlier parties come from. */
    STACKS("stacks", Choice.of(Share.SAMPLED, Share.ALL, Share.OFF), Share.ALL,
            "where the stacks of earlier parties come from: about 1 000 a second, every one, or none"),

    /** What the checking is for. */
    MODE("mode", Choice.of(Mode.PRODUCTION, Mode.TEST),
            "what the options of these names are where they are not given: their defaults, which keep the budgets of a service; or"
                    + " `stacks=all`, `handles=all`, `poison=all`, `fence=all` where that can be had,"
                    + " `quarantine=16m` or less, `strict=true`"),

    /** Which buffer objects are kept from being used again. */
    HANDLES("handles", Choice.of(Share.OFF, Share.SAMPLED, Share.ALL), Share.ALL,
            "which buffer objects are not reused after their release, so that a late call through an old reference is caught:"
                    + " none, up to 1 000 a second, or every one"),

    /** Which freed memory is filled with a pattern. */
    POISON("poison", Choice.of(Share.OFF, Share.SAMPLED, Share.ALL), Share.ALL,
            "which memory is filled with a pattern when it is freed, and checked before it is used again: none, as much as a"
                    + " budget allows, or all"),

    /** Which freed memory nobody can reach. */
    FENCE("fence", Choice.of(Share.OFF, Share.SAMPLED, Share.ALL), Share.ALL,
            "which memory is made inaccessible while it is free (Linux, JDK 22 and later): none, as much as a budget allows, or all"),

    /** How much freed memory is kept from its pool. */
    QUARANTINE("quarantine", new Quantity<>(Sizes::parse, Sizes.UNITS, "64k", "1g", 0L), Quantity.OFF, "16m",
            "how much of the memory that is fenced or poisoned when it is freed is kept from its pool for a while, so that it stays so;"
                    + " in Netty's pooled allocator"),

    /** How often the whole record is looked at in the background. */
    SCRUB("scrub", new Quantity<>(Durations::parse, Durations.UNITS, "100ms", "24h", Duration.ZERO), "60s", "60s",
            "how often the whole record is checked in the background, spread over that time"),

    /** A recording of the agent's own. */
    RECORDING("recording", FileName.WRITABLE,
            "start a flight recording with the agent's own settings, written to this file at exit"),

    /** A file for findings. */
    FINDINGS("findings", FileName.WRITABLE,
            "append findings to this file, one line of JSON each; of a frequent fault only some"),

    /** Faults that are known. */
    SUPPRESS("suppress", FileName.READABLE,
            "known faults, listed in this file: they are counted apart, not reported, and have no consequence"),

    /** Descriptions of further pools. */
    POOLS("pools", new Several(FileName.READABLE, File.pathSeparator, "files that can be read, joined by the platform's path separator"),
            "watch the pools that these files describe, in YAML"),

    /** Allocator modules that are to be left out. */
    DISABLE("disable", new Several(null, "+", "names of allocator modules, joined by +"), "allocator modules that are left out"),

    /** Whether anything that stays unchecked is an error. */
    STRICT("strict", Choice.of(false, true), true,
            "whether these are errors, with status " + ExitCodes.MISCONFIGURED + ": the agent does not work here; a library copy is not"
                    + " covered; an error of the agent kept something from being checked; nothing was checked at all"),

    /** Whether a virtual machine in which there were violations ends as one that failed. */
    FAIL_ON_EXIT("fail-on-exit", Choice.of(false, true),
            "whether the JVM ends with status " + ExitCodes.VIOLATED + " instead of 0 if there were violations; any other status stays"),

    /** What becomes of the start where an output cannot be opened. */
    ON_ERROR("on-error", Choice.of(OnError.REFUSE, OnError.WARN),
            "what happens if the file of `recording` or `findings` cannot be opened: the JVM ends with status "
                    + ExitCodes.MISCONFIGURED + ", or it starts without that output and says so"),

    /** Further options, where they are too many or too long for a command line. */
    CONFIG("config", FileName.READABLE, "a file of further options, lines of `key=value`; options that are given elsewhere win");

    /** What the keys of system properties begin with. */
    public static final String PROPERTY_PREFIX = "pageconsistency.";

    /** What the keys of system properties begin with that are the JUnit extension's. */
    static final String JUNIT_PREFIX = PROPERTY_PREFIX + "junit.";

    private final String key;
    private final Allowed<?> allowed;
    private final String defaultValue;
    private final String testValue;
    private final String description;

    /** Nothing, unless it is given. */
    Option(String key, Allowed<?> allowed, String description) {
        this(key, allowed, "", "", description);
    }

    /** The first word, in all modes. */
    <T> Option(String key, Choice<T> allowed, String description) {
        this(key, allowed, allowed.values().get(0), description);
    }

    /** The first word, and another one for tests. */
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

    /** The name in the agent's argument. */
    public String key() {
        return key;
    }

    /** What holds when nothing is set; empty for nothing. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What holds in a mode when nothing is set. */
    public String defaultIn(Mode mode) {
        return mode == Mode.TEST ? testValue : defaultValue;
    }

    /** What may be given, in words; the default comes first. */
    public String allowed() {
        return allowed.words(defaultValue);
    }

    /** What a text means as the value of this option, or null if it is not allowed. */
    public Object read(String text) {
        return allowed.read(text);
    }

    /** The part of a text that is not allowed as a value. */
    String wrong(String text) {
        return allowed.wrong(text);
    }

    /** What it is good for, in Markdown, one line. */
    public String description() {
        return description;
    }

    /** Of that key, or null. */
    static Option of(String key) {
        for (Option option : values()) {
            if (option.key.equals(key)) {
                return option;
            }
        }
        return null;
    }

    /** All keys, for a message. */
    static String keys() {
        return Arrays.stream(values()).map(Option::key).collect(Collectors.joining(", "));
    }
}
