package io.pageconsistency.agent.options;

import java.util.Arrays;
import java.util.stream.Collectors;

import io.pageconsistency.Mode;

/** What can be set, as {@code key=value} in the agent's argument or as {@code -Dpageconsistency.key=value}. */
public enum Option {
    /** What is done about a violation besides recording it. */
    ON_VIOLATION("on-violation", "report", "report, throw, halt",
            "what happens on a violation besides the report: nothing; the operation does not take place and throws; or the"
                    + " recordings are written and the JVM ends with status 70"),

    /** Where the stacks of earlier parties come from. */
    STACKS("stacks", "sampled", "all", "sampled, all, off",
            "where the stacks of earlier parties come from: about 1 000 a second, every one, or none"),

    /** What the checking is for. */
    MODE("mode", "production", "production, test",
            "what the options of these names are where they are not given: their defaults, which keep the budgets of a service; or"
                    + " `stacks=all`, `handles=all`, `poison=all`, `fence=all` where that can be had,"
                    + " `quarantine=16m` or less, `strict=true`"),

    /** Which buffer objects are kept from being used again. */
    HANDLES("handles", "off", "all", "off, sampled, all",
            "which buffer objects are not reused after their release, so that a late call through an old reference is caught:"
                    + " none, up to 1 000 a second, or every one"),

    /** Which freed memory is filled with a pattern. */
    POISON("poison", "off", "all", "off, sampled, all",
            "which memory is filled with a pattern when it is freed, and checked before it is used again: none, as much as a"
                    + " budget allows, or all"),

    /** Which freed memory nobody can reach. */
    FENCE("fence", "off", "all", "off, sampled, all",
            "which memory is made inaccessible while it is free (Linux, JDK 22 and later): none, as much as a budget allows, or all"),

    /** How much freed memory is kept from its pool. */
    QUARANTINE("quarantine", "off", "16m", "off, any whole number of k, m or g from 64k to 1g",
            "how much of the memory that is fenced or poisoned when it is freed is kept from its pool for a while, so that it stays so;"
                    + " in Netty's pooled allocator"),

    /** How often the whole record is looked at in the background. */
    SCRUB("scrub", "60s", "60s, any whole number of ms, s, m or h from 100ms to 24h, off",
            "how often the whole record is checked in the background, spread over that time"),

    /** A recording of the agent's own. */
    RECORDING("recording", "", "a file in a directory that exists",
            "start a flight recording with the agent's own settings, written to this file at exit"),

    /** A file for findings. */
    FINDINGS("findings", "", "a file in a directory that exists",
            "append findings to this file, one line of JSON each; of a frequent fault only some"),

    /** Faults that are known. */
    SUPPRESS("suppress", "", "a file that can be read",
            "known faults, listed in this file: they are counted apart, not reported, and have no consequence"),

    /** Descriptions of further pools. */
    POOLS("pools", "", "files that can be read, joined by the platform's path separator",
            "watch the pools that these files describe, in YAML"),

    /** Allocator modules that are to be left out. */
    DISABLE("disable", "", "names of allocator modules, joined by +", "allocator modules that are left out"),

    /** Whether anything that stays unchecked is an error. */
    STRICT("strict", "false", "true", "false, true",
            "whether these are errors, with status 78: the agent does not work here; a library copy is not covered; an error of the"
                    + " agent kept something from being checked; nothing was checked at all"),

    /** Whether a virtual machine in which there were violations ends as one that failed. */
    FAIL_ON_EXIT("fail-on-exit", "false", "false, true",
            "whether the JVM ends with status 70 instead of 0 if there were violations; any other status stays"),

    /** What becomes of the start where an output cannot be opened. */
    ON_ERROR("on-error", "refuse", "refuse, warn",
            "what happens if the file of `recording` or `findings` cannot be opened: the JVM ends with status 78, or it starts"
                    + " without that output and says so"),

    /** Further options, where they are too many or too long for a command line. */
    CONFIG("config", "", "a file that can be read", "a file of further options, lines of `key=value`; options that are given elsewhere win");

    /** What the keys of system properties begin with. */
    public static final String PROPERTY_PREFIX = "pageconsistency.";

    /** What the keys of system properties begin with that are the JUnit extension's. */
    static final String JUNIT_PREFIX = PROPERTY_PREFIX + "junit.";

    private final String key;
    private final String defaultValue;
    private final String testValue;
    private final String allowed;
    private final String description;

    Option(String key, String defaultValue, String allowed, String description) {
        this(key, defaultValue, defaultValue, allowed, description);
    }

    Option(String key, String defaultValue, String testValue, String allowed, String description) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.testValue = testValue;
        this.allowed = allowed;
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
        return allowed;
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
