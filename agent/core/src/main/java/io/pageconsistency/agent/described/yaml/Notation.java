package io.pageconsistency.agent.described.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.pageconsistency.agent.described.model.Amount;
import io.pageconsistency.agent.described.model.Location;
import io.pageconsistency.agent.described.model.MethodPattern;
import io.pageconsistency.agent.described.model.Path;

/** The short notations within a description's values: methods, paths, sizes. */
final class Notation {
    private static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
    private static final String CLASS = NAME + "(?:\\." + NAME + ")*";
    private static final String TYPE = CLASS + "(?:\\[\\])*(?:\\.\\.\\.)?";
    private static final Pattern METHOD = Pattern.compile("(?:(" + TYPE + ")\\s+)?(" + NAME + "|<init>)\\s*(?:\\(([^()]*)\\))?");
    private static final String START_OF_PATH = "(return|this|arg\\d+)([.\\[(].*)?";
    private static final Pattern ROOT = Pattern.compile("return|this|arg(\\d{1,3})");
    private static final Pattern STEP = Pattern.compile("\\.(" + NAME + ")(\\(\\))?|\\[\\]|\\((" + CLASS + ")\\)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

    private Notation() {
    }

    static MethodPattern method(String text, Location at) throws BadDescription {
        Matcher matcher = METHOD.matcher(text.trim());
        if (!matcher.matches()) {
            throw new BadDescription(at, "method '" + text + "' cannot be read; allowed: name(Type, Type), the type it returns "
                    + "before it if need be, types with or without their package, the name alone if there is but one of it"
                    // As get(int, long) does where it stands in brackets.
                    + (text.indexOf('(') < 0 == text.indexOf(')') < 0 ? "" : "; between [] or {} it ends at a comma, unless in quotes"));
        }
        List<String> parameters = null;
        if (matcher.group(3) != null) {
            parameters = new ArrayList<>();
            for (String type : matcher.group(3).isBlank() ? new String[0] : matcher.group(3).split(",", -1)) {
                parameters.add(type(type.trim(), text, at));
            }
            parameters = List.copyOf(parameters);
        }
        return new MethodPattern(matcher.group(1), matcher.group(2), parameters);
    }

    private static String type(String type, String method, Location at) throws BadDescription {
        if (!type.matches(TYPE)) {
            throw new BadDescription(at, "parameter type '" + type + "' of method '" + method + "' cannot be read; allowed: "
                    + "the name of a type, with or without its package, without parameters of its own, such as ByteBuffer");
        }
        return type.replace("...", "[]");
    }

    /** @param key which value it is, for a message */
    static Path path(String text, String key, Location at) throws BadDescription {
        int end = 0;
        while (end < text.length() && ".[(".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        Matcher root = ROOT.matcher(text.substring(0, end).trim());
        if (!root.matches()) {
            throw noPath(text, key, at);
        }
        List<Path.Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text.trim());
        while (end < text.trim().length()) {
            if (!step.find(end) || step.start() != end) {
                throw noPath(text, key, at);
            }
            steps.add(step(step));
            end = step.end();
        }
        return new Path(root.group().equals("return") ? Path.Root.RETURN
                : root.group().equals("this") ? Path.Root.THIS : Path.Root.ARGUMENT,
                root.group(1) == null ? 0 : Integer.parseInt(root.group(1)), List.copyOf(steps));
    }

    private static Path.Step step(Matcher step) {
        if (step.group(3) != null) {
            return new Path.Step(Path.Kind.AS, step.group(3));
        }
        return step.group(1) == null ? new Path.Step(Path.Kind.EACH, "")
                : new Path.Step(step.group(2) == null ? Path.Kind.FIELD : Path.Kind.METHOD, step.group(1));
    }

    private static BadDescription noPath(String text, String key, Location at) {
        return new BadDescription(at, "'" + key + "' cannot be '" + text + "'; allowed: return, this or arg0, arg1, …, then .field or "
                + ".method() as often as need be, [] for each element, and (com.example.Type) for a value that is of that type");
    }

    /** A number of bytes or a path to one. */
    static Amount amount(String text, String key, Location at) throws BadDescription {
        Matcher size = SIZE.matcher(text.trim());
        if (!size.matches()) {
            if (!text.trim().matches(START_OF_PATH)) {
                throw new BadDescription(at, "'" + key + "' cannot be '" + text
                        + "'; allowed: a number, with KiB, MiB or GiB behind it if it helps, or the way to one, such as this.pageSize");
            }
            return new Amount(0, path(text, key, at));
        }
        String unit = size.group(2) == null ? "B" : size.group(2);
        int shift = "BKMG".indexOf(unit.toUpperCase(Locale.ROOT).charAt(0)) * 10;
        long number = Long.parseLong(size.group(1));
        long bytes = number << shift;
        if (bytes <= 0 || bytes >> shift != number) {
            throw new BadDescription(at, "'" + key + "' cannot be '" + text + "'; allowed: more than 0 and less than 2^63");
        }
        return new Amount(bytes, null);
    }
}
