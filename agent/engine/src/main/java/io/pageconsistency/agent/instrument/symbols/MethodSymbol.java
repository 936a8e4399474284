package io.pageconsistency.agent.instrument.symbols;

import java.util.List;

/**
 * A method by its name, its first parameters and its return type.
 *
 * @param more whether more parameters may follow
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
        // With two of them it would be unknown which one does the work.
        return found == 1;
    }

    /** Whether this symbol means the given method, in a copy with the given package. */
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
