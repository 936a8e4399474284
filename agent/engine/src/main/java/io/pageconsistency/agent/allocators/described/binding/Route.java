package io.pageconsistency.agent.allocators.described.binding;

import java.util.List;

import io.pageconsistency.agent.allocators.described.model.Path;

/**
 * A path that was bound to class files: each of its steps exists.
 *
 * @param path as in the description
 * @param rootType the static type of the root
 * @param members one for each step
 * @param type the static type of the value at the end
 */
public record Route(Path path, String rootType, List<Member> members, String type) {
    /** Whether the root is a primitive number; then there are no steps. */
    public boolean isNumber() {
        return members.isEmpty() && Numbers.isPrimitive(rootType);
    }

    /** Whether the last step leads to a number. */
    public boolean endsInNumber() {
        return !members.isEmpty() && members.get(members.size() - 1).isNumber()
                && members.get(members.size() - 1).kind() != Path.Kind.EACH;
    }

    /** Whether the value at the end is a number, boxed or not. */
    public boolean isOfNumber() {
        return Numbers.areIn(type);
    }

    /** Whether the value at the end is a boolean. */
    public boolean isBoolean() {
        return type.equals("boolean") || type.equals("java.lang.Boolean");
    }

    /** Whether both routes have the same root, and it is an object. */
    public boolean beginsWith(Route other) {
        return other != null && path.root() == other.path.root() && path.argument() == other.path.argument()
                && !Numbers.isPrimitive(rootType) && !rootType.equals("boolean") && !rootType.equals("char");
    }

    /** Whether the number at the end is wide enough for an address. */
    public boolean isLong() {
        return type.equals("long") || type.equals("java.lang.Long") || type.equals("long[]");
    }
}
