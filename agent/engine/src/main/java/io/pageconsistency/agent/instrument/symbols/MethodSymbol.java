package io.pageconsistency.agent.instrument.symbols;

import java.util.List;

/**
 * A method by its name, its first parameters and what it returns.
 *
 * @param more whether there may be more parameters
 */
public record MethodSymbol(String name, List<String> leading, String returnType, boolean more) implements Symbol {
    @Override
    public boolean isIn(ClassShape shape, String home) {
        int found = 0;
        for (ClassShape.Method method : shape.methods()) {
            if (matches(method.name(), method.descriptor(), home)) {
                found++;
            }
        }
        // Two would mean that we no longer know which of them does the work.
        return found == 1;
    }

    /** Whether a method is meant, in a copy with this package. */
    public boolean matches(String method, String descriptor, String home) {
        if (!name.equals(method)) {
            return false;
        }
        StringBuilder start = new StringBuilder("(");
        for (String type : leading) {
            start.append(Symbol.descriptor(type, home));
        }
        String end = ")" + Symbol.descriptor(returnType, home);
        return more ? descriptor.startsWith(start.toString()) && descriptor.endsWith(end) : descriptor.equals(start + end);
    }

    @Override
    public String toString() {
        String rest = more ? (leading.isEmpty() ? "" : ", ") + "..." : "";
        return name + "(" + String.join(", ", leading) + rest + "): " + returnType;
    }
}
