package io.pageconsistency.pins;

/**
 * The role of a library's class for the memory of a message. The module that hooks the library supplies it. A role holds for the
 * subclasses, too, unless they have a role of their own.
 *
 * @param type the end of the class's name
 * @param counts whether its objects have a reference count of their own, so that they are what is given back
 * @param accessor the method that returns the object that this one wraps, or is a view of; null for none
 */
public record PinRole(String type, boolean counts, String accessor) {
    boolean fits(Class<?> someone) {
        return someone.getName().endsWith(type);
    }
}
