package io.pageconsistency.agent.options;

import java.util.List;

/**
 * One of a few words.
 *
 * @param values the values; each is written as its {@code toString} returns it. The first one is the default
 */
record Choice<T>(List<T> values) implements Allowed<T> {
    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> Choice<T> of(T... values) {
        return new Choice<>(List.of(values));
    }

    @Override
    public T read(String text) {
        for (T value : values) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        return null;
    }

    @Override
    public String words(String first) {
        StringBuilder words = new StringBuilder();
        for (T value : values) {
            words.append(words.isEmpty() ? "" : ", ").append(value);
        }
        return words.toString();
    }
}
