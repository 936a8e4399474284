/**
 * Programs that know nothing of page-consistency, for set-ups in which they could not see its classes: a bundle, a module, or a jar
 * in a jar. Begin at {@link org.example.Service}.
 */
package org.example;
