package io.pageconsistency.agent.allocators.described.binding;

import java.util.List;

import io.pageconsistency.agent.allocators.described.model.Path;

/**
 * A path that exists.
 *
 * @param path as it was described
 * @param rootType the static type of where it begins
 * @param members one for each step
 * @param type the static type of where it ends
 */
public record Route(Path path, String rootType, List<Member> members, String type) {
    /** Whether it begins at a primitive number, and so ends there. */
    public boolean isNumber() {
        return members.isEmpty() && Numbers.isPrimitive(rootType);
    }

    /** Whether its last step leads to a number. */
    public boolean endsInNumber() {
        return !members.isEmpty() && members.get(members.size() - 1).isNumber()
                && members.get(members.size() - 1).kind() != Path.Kind.EACH;
    }

    /** Whether a number is found at its end, in a box or not. */
    public boolean isOfNumber() {
        return Numbers.areIn(type);
    }

    /** Whether a yes or no is found at its end. */
    public boolean isBoolean() {
        return type.equals("boolean") || type.equals("java.lang.Boolean");
    }

    /** Whether it begins where another one does, at an object. */
    public boolean beginsWith(Route other) {
        return other != null && path.root() == other.path.root() && path.argument() == other.path.argument()
                && !Numbers.isPrimitive(rootType) && !rootType.equals("boolean") && !rootType.equals("char");
    }

    /** Whether a number found at its end is wide enough for an address. */
    public boolean isLong() {
        return type.equals("long") || type.equals("java.lang.Long") || type.equals("long[]");
    }
}
