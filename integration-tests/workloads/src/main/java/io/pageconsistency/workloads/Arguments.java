package io.pageconsistency.workloads;

import java.util.Map;
import java.util.TreeMap;

/** The arguments of a program, {@code key=value} each. */
final class Arguments {
    private final Map<String, String> values = new TreeMap<>();

    Arguments(String[] arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("key=value expected, not " + argument);
            }
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
    }

    String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    int number(String key, int otherwise) {
        String value = values.get(key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    boolean flag(String key, boolean otherwise) {
        String value = values.get(key);
        return value == null ? otherwise : Boolean.parseBoolean(value);
    }
}
