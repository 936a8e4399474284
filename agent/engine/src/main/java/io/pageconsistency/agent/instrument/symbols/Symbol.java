package io.pageconsistency.agent.instrument.symbols;

/** A member that a module requires in a class file of the allocator. */
public sealed interface Symbol permits FieldSymbol, MethodSymbol {
    /**
     * @param home the copy's package, with a dot at its end
     * @return whether the class has the member, and has it only once
     */
    boolean isIn(ClassShape shape, String home);

    /** Returns the symbol in a readable form, for the text of a refusal. */
    @Override
    String toString();

    /** Returns the descriptor of a type that is written as modules write it. */
    static String descriptor(String type, String home) {
        return switch (type) {
            case "void" -> "V";
            case "boolean" -> "Z";
            case "int" -> "I";
            case "long" -> "J";
            default -> "L" + name(type, home).replace('.', '/') + ";";
        };
    }

    private static String name(String type, String home) {
        int dot = type.indexOf('.');
        return dot < 0 ? home + type : dot == 0 ? home.substring(0, home.lastIndexOf('.', home.length() - 2)) + type : type;
    }
}
