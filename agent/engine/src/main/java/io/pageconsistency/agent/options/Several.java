package io.pageconsistency.agent.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Several values of one kind, joined by a separator.
 *
 * @param each the allowed values; null for any value
 * @param words the description in words of the whole list
 */
record Several(Allowed<String> each, String separator, String words) implements Allowed<List<String>> {
    @Override
    public List<String> read(String text) {
        List<String> values = split(text);
        for (String value : values) {
            if (each != null && each.read(value) == null) {
                return null;
            }
        }
        return values;
    }

    @Override
    public String wrong(String text) {
        for (String value : split(text)) {
            if (each != null && each.read(value) == null) {
                return value;
            }
        }
        return text;
    }

    @Override
    public String words(String first) {
        return words;
    }

    /** Splits without regular expressions, because loading them would delay the start of the program. */
    private List<String> split(String text) {
        List<String> values = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            values.add(text.substring(start, end));
            start = end + separator.length();
        }
        values.add(text.substring(start));
        return Collections.unmodifiableList(values);
    }
}
