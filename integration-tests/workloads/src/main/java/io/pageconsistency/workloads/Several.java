package io.pageconsistency.workloads;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs several programs one after the other in one virtual machine, each with its own outcome.
 *
 * <p>Arguments: programs with their arguments, separated by blanks within one argument. Prints {@code LOAD}, a blank and the
 * argument before each.
 */
public final class Several {
    private Several() {
    }

    public static void main(String[] args) throws Exception {
        for (String load : args) {
            System.out.println("LOAD " + load);
            Outcome.begin();
            String[] words = load.split(" ");
            try {
                Class.forName(Several.class.getPackageName() + '.' + words[0]).getMethod("main", String[].class)
                        .invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(load, e.getCause());
            }
        }
    }
}
