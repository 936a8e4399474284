package io.pageconsistency.recording.event;

import java.util.List;

/**
 * A call on a stack.
 *
 * @param type the class, with its package and the classes it is nested in
 * @param file the source file; a flight recording of stacks does not name it, so there it is that of the outermost class
 * @param line 0 where it is not known
 */
public record Frame(String type, String method, String file, int line) {
    /** On the way from a pool to the recorder; applications may have packages beside those. */
    private static final String OF_THE_AGENT =
            "io\\.pageconsistency\\.(background|fence|ledger|verdict|report|region|bitmap|freed|poison|hooks|tracking|pools|nativememory|life|pins|jvm|boot|api|agent)\\..*";

    /** What the virtual machine makes for method handles. */
    private static final String MADE_FOR_HANDLES = "java.lang.invoke.";

    private static final String LAMBDA = "$$Lambda";

    /**
     * A call as recordings have it.
     *
     * @param name the class, with its package
     * @param line 0 or less where it is not known
     */
    public static Frame of(String name, String method, int line) {
        // What comes after it in the name of a class that is made for a lambda expression is another one in each run.
        int lambda = name.indexOf(LAMBDA);
        String type = lambda < 0 ? name : name.substring(0, lambda + LAMBDA.length());
        return new Frame(type, method, fileOf(type), Math.max(0, line));
    }

    /** A stack without the agent's own frames at its top, and without those that other tools hide as well. */
    public static List<Frame> ofTheProgram(List<Frame> stack) {
        return stack.stream().dropWhile(Frame::isOfTheAgent).filter(frame -> !frame.type.startsWith(MADE_FOR_HANDLES)).toList();
    }

    /** As a {@link StackTraceElement} is printed, with or without loader and module, or null for what is none. */
    public static Frame parse(String text) {
        int bracket = text.indexOf('(');
        int dot = bracket < 0 ? -1 : text.lastIndexOf('.', bracket);
        if (dot < 0 || !text.endsWith(")")) {
            return null;
        }
        // Classes that are made at run time have a slash near the end of their names.
        int slash = text.lastIndexOf('/', dot);
        int start = slash > 0 && !text.substring(0, slash).contains("$$") ? slash + 1 : 0;
        String place = text.substring(bracket + 1, text.length() - 1);
        int colon = place.lastIndexOf(':');
        int line = colon < 0 ? 0 : number(place.substring(colon + 1));
        String file = line > 0 ? place.substring(0, colon) : place;
        return new Frame(text.substring(start, dot), text.substring(dot + 1, bracket), file, line);
    }

    private static int number(String digits) {
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
    }

    private static String fileOf(String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        int dollar = simple.indexOf('$', 1);
        return (dollar < 0 ? simple : simple.substring(0, dollar)) + ".java";
    }

    boolean isOfTheAgent() {
        return type.matches(OF_THE_AGENT);
    }

    /** For what compares frames of a running program. */
    public StackTraceElement element() {
        return new StackTraceElement(type, method, file, line == 0 ? -1 : line);
    }

    /** The class without its package, and the method. */
    public String call() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }

    /** As in a stack trace. */
    @Override
    public String toString() {
        return type + "." + method + "(" + (line > 0 ? file + ":" + line : file) + ")";
    }
}
