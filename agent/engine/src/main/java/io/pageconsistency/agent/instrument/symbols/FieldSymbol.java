package io.pageconsistency.agent.instrument.symbols;

/**
 * @param type null for any
 * @param value what the class file must give as the field's constant value; null where it does not matter
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
