package io.pageconsistency.agent.options;

import java.util.function.Function;

/**
 * A whole number with a unit, between a minimum and a maximum, or {@value #OFF}.
 *
 * @param reader parses a number with a unit; returns null for any other text
 * @param units the allowed units, in words
 * @param off the value that {@value #OFF} means
 */
record Quantity<T extends Comparable<T>>(Function<String, T> reader, String units, String least, String most, T off)
        implements Allowed<T> {
    static final String OFF = "off";

    @Override
    public T read(String text) {
        if (text.equals(OFF)) {
            return off;
        }
        T value = reader.apply(text);
        return value == null || value.compareTo(reader.apply(least)) < 0 || value.compareTo(reader.apply(most)) > 0 ? null : value;
    }

    @Override
    public String words(String first) {
        String numbers = "any whole number of " + units + " from " + least + " to " + most;
        return first.equals(OFF) ? OFF + ", " + numbers : first + ", " + numbers + ", " + OFF;
    }
}
