package io.pageconsistency.agent.allocators.described.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.pageconsistency.agent.allocators.described.model.Amount;
import io.pageconsistency.agent.allocators.described.model.Condition;
import io.pageconsistency.agent.allocators.described.model.Location;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.Range;

/** The short notations in a description's values: methods, paths, sizes, conditions and ranges. */
final class Notation {
    private static final String NAME = "[\\p{L}_$][\\p{L}\\p{N}_$]*";
    private static final String CLASS = NAME + "(?:\\." + NAME + ")*";
    private static final String TYPE = CLASS + "(?:\\[\\])*(?:\\.\\.\\.)?";
    private static final Pattern METHOD = Pattern.compile("(?:(" + TYPE + ")\\s+)?(" + NAME + "|<init>)\\s*(?:\\(([^()]*)\\))?");
    private static final String START_OF_PATH = "(return|this|arg\\d+)([.\\[(].*)?";
    private static final Pattern ROOT = Pattern.compile("return|this|arg(\\d{1,3})");
    private static final Pattern STEP = Pattern.compile("\\.(" + NAME + ")(\\(\\))?|\\[\\]|\\((" + CLASS + ")\\)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|pages?)?");
    private static final Pattern PATH_AND_UNIT = Pattern.compile("(\\S+?)(?:\\s+(B|pages?))?");
    private static final String NUMBER = "-?\\d{1,18}";
    private static final Pattern COMPARISON = Pattern.compile("([^=!<>]+?)\\s*(==|!=|<=|>=|<|>)\\s*(\\S+)");
    private static final Pattern RANGE = Pattern.compile("(\\S+)\\s+(to|until|count)\\s+(\\S+)");

    private Notation() {
    }

    static MethodPattern method(String text, Location at) throws BadDescription {
        Matcher matcher = METHOD.matcher(text.trim());
        if (!matcher.matches()) {
            throw new BadDescription(at, "method '" + text + "' cannot be read; allowed: name(Type, Type), optionally after a return "
                    + "type; types with or without their package; only the name if no other method has it"
                    // A value such as get(int, long) in a flow sequence or mapping ends at its comma.
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

    /** @param key the value's key, for a message */
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
                + ".method() as often as needed, [] for each element, and (com.example.Type) for a value that is of that type");
    }

    /** A number of bytes or pages, or a path to such a number. */
    static Amount amount(String text, String key, Location at) throws BadDescription {
        Matcher size = SIZE.matcher(text.trim());
        if (!size.matches()) {
            Matcher path = PATH_AND_UNIT.matcher(text.trim());
            if (!path.matches() || !path.group(1).matches(START_OF_PATH)) {
                throw noAmount(text, key, at);
            }
            return new Amount(0, path(path.group(1), key, at), unit(path.group(2)));
        }
        String unit = size.group(2) == null ? "" : size.group(2);
        int shift = unit.endsWith("iB") ? "BKMG".indexOf(unit.charAt(0)) * 10 : 0;
        long number = Long.parseLong(size.group(1));
        long bytes = number << shift;
        if (bytes <= 0 || bytes >> shift != number) {
            throw new BadDescription(at, "'" + key + "' cannot be '" + text + "'; allowed: more than 0 and less than 2^63");
        }
        return new Amount(bytes, null, unit(size.group(2)));
    }

    private static Amount.Unit unit(String unit) {
        return unit == null ? Amount.Unit.UNSAID : unit.startsWith("page") ? Amount.Unit.PAGES : Amount.Unit.BYTES;
    }

    private static BadDescription noAmount(String text, String key, Location at) {
        return new BadDescription(at, "'" + key + "' cannot be '" + text + "'; allowed: a number, or the way to one, such as "
                + "this.pageSize, with B, KiB, MiB, GiB or pages after a number, and B or pages after a way, to say what it counts");
    }

    /** A boolean value, or a comparison of two values. */
    static Condition condition(String text, boolean wanted, Location at) throws BadDescription {
        String key = wanted ? "if" : "unless";
        Matcher matcher = COMPARISON.matcher(text.trim());
        if (!matcher.matches()) {
            return new Condition(wanted, path(text, key, at), null, null, null);
        }
        Path path = path(matcher.group(1), key, at);
        Condition.Relation relation = null;
        for (Condition.Relation each : Condition.Relation.values()) {
            relation = each.sign().equals(matcher.group(2)) ? each : relation;
        }
        String other = matcher.group(3);
        if (other.matches(START_OF_PATH)) {
            return new Condition(wanted, path, relation, other, path(other, key, at));
        }
        if (!other.matches(NAME) && !other.matches(NUMBER)) {
            throw new BadDescription(at, "'" + key + "' cannot be '" + text + "'; allowed after " + matcher.group(2)
                    + ": a number, true, false, null, the name of an enum's constant, or the way to another value");
        }
        return new Condition(wanted, path, relation, other, null);
    }

    /** The elements that are transferred. */
    static Range range(String text, Location at) throws BadDescription {
        Matcher matcher = RANGE.matcher(text.trim());
        if (!matcher.matches()) {
            throw new BadDescription(at, "'range' cannot be '" + text + "'; allowed: such as 'arg1 to arg2' with the last one's index, "
                    + "'arg1 until arg2' with the index after it, 'arg1 count arg2' with how many there are");
        }
        return new Range(bound(matcher.group(1), at), Range.Word.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)),
                bound(matcher.group(3), at));
    }

    private static Range.Bound bound(String text, Location at) throws BadDescription {
        return text.matches("\\d{1,9}") ? new Range.Bound(Long.parseLong(text), null) : new Range.Bound(0, path(text, "range", at));
    }
}
