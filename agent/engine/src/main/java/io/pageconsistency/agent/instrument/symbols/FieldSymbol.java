package io.pageconsistency.agent.instrument.symbols;

/**
 * A field by its name, and optionally by its type and its constant value.
 *
 * @param type null for any type
 * @param value the constant value that the class file must have; null for any
 */
public record FieldSymbol(String name, String type, Integer value) implements Symbol {
    @Override
    public boolean isIn(ClassShape shape, String home) {
        ClassShape.Field field = shape.field(name);
        return field != null && (type == null || field.descriptor().equals(Symbol.descriptor(type, home)))
                && (value == null || value.equals(field.value()));
    }

    @Override
    public String toString() {
        return (type == null ? "" : type + " ") + name + (value == null ? "" : " = " + value);
    }
}
