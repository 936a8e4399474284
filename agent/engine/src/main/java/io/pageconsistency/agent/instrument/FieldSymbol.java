package io.pageconsistency.agent.instrument;

/**
 * @param type null for any
 * @param value what the class file must give as the field's constant value; null where it does not matter
 */
record FieldSymbol(String name, String type, Integer value) implements Symbol {
    @Override
    public boolean isIn(ClassShape shape, String home) {
        for (ClassShape.Field field : shape.fields()) {
            if (field.name().equals(name)) {
                return (type == null || field.descriptor().equals(Symbol.descriptor(type, home)))
                        && (value == null || value.equals(field.value()));
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return (type == null ? "" : type + " ") + name + (value == null ? "" : " = " + value);
    }
}
