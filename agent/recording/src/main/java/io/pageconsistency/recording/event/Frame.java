package io.pageconsistency.recording.event;

import java.util.List;

/**
 * A call on a stack.
 *
 * @param type the class, with its package and the classes it is nested in
 * @param file the source file; the stacks of a flight recording do not name it, so there it is derived from the outermost class
 * @param line 0 if it is not known
 */
public record Frame(String type, String method, String file, int line) {
    /** The agent's packages between a pool and the recorder. Applications may have other packages under this prefix. */
    private static final String OF_THE_AGENT =
            "io\\.pageconsistency\\.(background|fence|ledger|verdict|report|region|bitmap|freed|poison|hooks|tracking|pools|nativememory|life|pins|jvm|boot|api|agent)\\..*";

    /** The virtual machine generates classes with this prefix for method handles. */
    private static final String MADE_FOR_HANDLES = "java.lang.invoke.";

    private static final String LAMBDA = "$$Lambda";

    /**
     * Makes a frame of a call as recordings have it.
     *
     * @param name the class, with its package
     * @param line 0 or less if it is not known
     */
    public static Frame of(String name, String method, int line) {
        // The rest of the name of a class that is generated for a lambda expression differs in each run.
        int lambda = name.indexOf(LAMBDA);
        String type = lambda < 0 ? name : name.substring(0, lambda + LAMBDA.length());
        return new Frame(type, method, fileOf(type), Math.max(0, line));
    }

    /** A stack without the agent's own frames at its top, and without those that other tools hide as well. */
    public static List<Frame> ofTheProgram(List<Frame> stack) {
        return stack.stream().dropWhile(Frame::isOfTheAgent).filter(frame -> !frame.type.startsWith(MADE_FOR_HANDLES)).toList();
    }

    /**
     * Parses the text of a {@link StackTraceElement}, with or without loader and module. Returns null if the text is not such a
     * frame.
     */
    public static Frame parse(String text) {
        int bracket = text.indexOf('(');
        int dot = bracket < 0 ? -1 : text.lastIndexOf('.', bracket);
        if (dot < 0 || !text.endsWith(")")) {
            return null;
        }
        // The name of a class that is generated at run time has a slash near its end.
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

    /** This frame in the form that the code for running programs compares. */
    public StackTraceElement element() {
        return new StackTraceElement(type, method, file, line == 0 ? -1 : line);
    }

    /** The class without its package, and the method. */
    public String call() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }

    /** The frame as a stack trace prints it. */
    @Override
    public String toString() {
        return type + "." + method + "(" + (line > 0 ? file + ":" + line : file) + ")";
    }
}
