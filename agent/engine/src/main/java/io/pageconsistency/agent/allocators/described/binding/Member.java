package io.pageconsistency.agent.allocators.described.binding;

import io.pageconsistency.agent.allocators.described.model.Path;

/**
 * A step of a path, with the class that declares the member.
 *
 * @param owner the binary name of the class that declares the field or method; null for {@code EACH} and for {@code AS}
 * @param type the binary name of the field's type or the method's return type, for example {@code long} or {@code java.lang.String}
 */
public record Member(Path.Kind kind, String owner, String name, String type) {
    /** Whether the value is a number that can be a place or an amount. */
    public boolean isNumber() {
        return Numbers.areIn(type);
    }
}
