package io.pageconsistency.junit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Removes JUnit's frames below the test from stacks: about fifty frames that are always the same. */
final class Frames {
    private static final String AT = "      at ";
    /** The prefix of the frame that called the pool. */
    private static final String AT_CALLER = "   -> at ";
    private static final String MORE = "      ... ";

    private Frames() {
    }

    /** The frames up to the test method, which JUnit calls through reflection. */
    static StackTraceElement[] withoutJUnit(StackTraceElement[] stack) {
        for (int i = 0; i < stack.length; i++) {
            if (isJUnit(stack[i].getClassName())) {
                int end = i;
                while (end > 0 && isReflection(stack[end - 1].getClassName())) {
                    end--;
                }
                return Arrays.copyOf(stack, end);
            }
        }
        return stack;
    }

    /** Removes JUnit's frames from all stacks in the text of a report. */
    static String withoutJUnit(String report) {
        List<String> kept = new ArrayList<>();
        boolean cutting = false;
        for (String line : report.lines().toList()) {
            boolean frame = isFrame(line);
            if (frame && !cutting && isJUnit(classOf(line))) {
                cutting = true;
                while (!kept.isEmpty() && isFrame(kept.get(kept.size() - 1))
                        && isReflection(classOf(kept.get(kept.size() - 1)))) {
                    kept.remove(kept.size() - 1);
                }
                kept.add(MORE + "called by JUnit");
            }
            cutting &= frame || line.startsWith(MORE);
            if (!cutting) {
                kept.add(line);
            }
        }
        return String.join(System.lineSeparator(), kept);
    }

    private static boolean isFrame(String line) {
        return line.startsWith(AT) || line.startsWith(AT_CALLER);
    }

    /** The class and method after the names of a class loader and a module, if there are any. */
    private static String classOf(String line) {
        String place = line.substring(AT.length());
        int arguments = place.indexOf('(');
        String method = arguments < 0 ? place : place.substring(0, arguments);
        return method.substring(method.lastIndexOf('/') + 1);
    }

    /** Not assertions: the test calls them, and may pass them code to run. */
    private static boolean isJUnit(String type) {
        return type.startsWith("org.junit.") && !type.startsWith("org.junit.jupiter.api.") && !type.startsWith("org.junit.Assert")
                || type.startsWith("io.pageconsistency.junit.PageConsistencyExtension");
    }

    private static boolean isReflection(String type) {
        return type.startsWith("java.lang.reflect.") || type.startsWith("jdk.internal.reflect.")
                || type.startsWith("java.lang.invoke.");
    }
}
