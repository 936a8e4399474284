package io.pageconsistency.agent.described.binding;

import io.pageconsistency.agent.described.model.Crossing;

/**
 * A crossing whose method exists.
 *
 * @param method the method's name in class files
 * @param descriptor of its parameters and result
 * @param page null where all of a pool is meant
 * @param size null where it is a constant or not said
 * @param pool null where there is no pool's object at hand
 * @param condition null where there is none
 */
public record BoundCrossing(Crossing crossing, String method, String descriptor, boolean isStatic, Route page, Route size,
        Route pool, Route condition) {
    /** The parameters' part of the descriptor: overriding methods share it, whatever they return. */
    public String parameters() {
        return descriptor.substring(0, descriptor.indexOf(')') + 1);
    }
}
