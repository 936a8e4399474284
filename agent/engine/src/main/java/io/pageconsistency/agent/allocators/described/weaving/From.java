package io.pageconsistency.agent.allocators.described.weaving;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a parameter of advice whose value depends on the description of the woven method. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface From {
    /** The number of the transfer. */
    String CROSSING = "crossing";
    /** The root of the path to the pool; null if it is not available yet. */
    String POOL = "pool";
    /** The root of the path to the memory. A number is passed in a parameter of type {@code long}; the object is null then. */
    String PAGE = "page";
    /** The root of the path to the size, as for the page. */
    String SIZE = "size";
    /**
     * The roots of the paths that only few transfers have, in a fixed order; null if all have the root of the path to the memory.
     */
    String RARE = "rare";
    /** The boolean result of the method, if it says whether the pool has accepted the memory; otherwise true. */
    String ACCEPTED = "accepted";

    /** One of the constants above. */
    String value();
}
