package org.example;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** {@link Service} as a bundle; the framework's property {@code org.example.broken} is its argument. */
public final class Activator implements BundleActivator {
    @Override
    public void start(BundleContext context) throws Exception {
        Service.serve(Boolean.parseBoolean(context.getProperty("org.example.broken")));
    }

    @Override
    public void stop(BundleContext context) {
        // Nothing runs on.
    }
}
