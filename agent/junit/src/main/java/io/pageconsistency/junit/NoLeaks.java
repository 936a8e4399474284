package io.pageconsistency.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * All memory that is taken from a pool must be given back.
 *
 * <p>On a method: the test fails if it took memory that is still held after its {@code @AfterEach} methods. On a class: the same
 * for each of its tests and for the class as a whole, so memory that {@code @BeforeAll} takes must be given back by
 * {@code @AfterAll}. Releases by other threads are waited for. Such a test or class never runs in parallel with others, because
 * their memory cannot be told from its own.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(Resources.GLOBAL)
public @interface NoLeaks {
    /** How long to wait for releases by other threads, in milliseconds. */
    long graceMillis() default 2_000;
}
