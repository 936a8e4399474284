package io.pageconsistency.pins;

/**
 * What the classes of a library are with regard to the memory of a message. Who hooks the library says so; what is said of a class holds
 * for its subclasses, unless something else is said of these.
 *
 * @param type the end of the class's name
 * @param counts whether its objects count who uses their memory, so that one of them is what is given back
 * @param accessor the method by which its objects lead to the one that is behind them; null for those that lead nowhere
 */
public record PinRole(String type, boolean counts, String accessor) {
    boolean fits(Class<?> someone) {
        return someone.getName().endsWith(type);
    }
}
